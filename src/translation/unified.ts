import type { components, operations } from '../generated/types/orgway.ts';

type Schemas = components['schemas'];

export type OrganizationState = Schemas['OrganizationState'];
export type Metadata = Schemas['Metadata'];
export type Address = NonNullable<Schemas['Address']>;
export type Organization = Schemas['Organization'];
export type Member = Schemas['Member'];
export type ExternalAccount = Schemas['ExternalAccount'];
export type Effects = Schemas['Effects'];
export type Capability = Schemas['Capability'];
export type OperationRecord = Schemas['Operation'];

/** An organization as a provider gives it; the engine adds connection, provider, resource name and etag. */
export interface OrganizationRecord
  extends Omit<Organization, 'connection' | 'provider' | 'resourceName' | 'etag' | 'raw'> {
  /** The upstream's own record, shown only when the caller asks for it. */
  readonly raw: object;
}

/** A member as a provider gives it; the engine adds connection, provider and resource name. */
export interface MemberRecord extends Omit<Member, 'connection' | 'provider' | 'resourceName' | 'raw'> {
  readonly raw: object;
}

export interface OrganizationPage {
  readonly organizations: readonly OrganizationRecord[];
  /** Where the next page starts, in the provider's own terms; absent at the end. */
  readonly nextCursor?: string;
}
export interface MemberPage {
  readonly members: readonly MemberRecord[];
  readonly nextCursor?: string;
}
export interface ExternalAccountPage {
  readonly externalAccounts: readonly ExternalAccount[];
  readonly nextCursor?: string;
}
export interface OrganizationChanged {
  readonly organization: OrganizationRecord;
  readonly changed: boolean;
  readonly warnings?: readonly string[];
}
export interface OrganizationDeleted {
  readonly deleted: boolean;
  readonly organization?: OrganizationRecord;
  readonly warnings?: readonly string[];
}
export interface MemberChanged {
  readonly member: MemberRecord;
  readonly changed: boolean;
  readonly warnings?: readonly string[];
}
export interface MemberRemoved {
  readonly deleted: boolean;
  readonly warnings?: readonly string[];
}

/** What a provider answers, for every unified operation that is translated. */
export interface Answers {
  readonly listOrganizations: OrganizationPage;
  readonly createOrganization: OrganizationChanged;
  readonly getOrganization: OrganizationRecord;
  readonly updateOrganization: OrganizationChanged;
  readonly deleteOrganization: OrganizationDeleted;
  readonly activateOrganization: OrganizationChanged;
  readonly deactivateOrganization: OrganizationChanged;
  readonly restoreOrganization: OrganizationChanged;
  readonly purgeOrganization: OrganizationDeleted;
  readonly setExternalId: OrganizationChanged;
  readonly deleteExternalId: OrganizationChanged;
  readonly listExternalAccounts: ExternalAccountPage;
  readonly connectExternalAccount: OrganizationChanged;
  readonly disconnectExternalAccount: OrganizationChanged;
  readonly listMembers: MemberPage;
  readonly addMember: MemberChanged;
  readonly getMember: MemberRecord;
  readonly updateMember: MemberChanged;
  readonly removeMember: MemberRemoved;
}
export type UnifiedOperationId = keyof Answers;

/** Which page is asked for: at most `size` entries (never above the provider's `maxPageSize`), starting at `cursor`. */
export interface PageRequest {
  readonly size: number;
  /** A `nextCursor` of this provider; undefined for the first page. */
  readonly cursor: string | undefined;
}

type Parameters<Id extends UnifiedOperationId> = operations[Id]['parameters'];
/** Query parameters that the engine handles and providers never see. */
type EngineQuery = 'pageSize' | 'pageToken' | 'include' | 'acknowledge' | 'dryRun';
/** Names of an operation's query parameters; none for one that has no query at all. */
type QueryName<Id extends UnifiedOperationId> = [NonNullable<Parameters<Id>['query']>] extends [never]
  ? never
  : keyof NonNullable<Parameters<Id>['query']>;
type QueryOf<Id extends UnifiedOperationId> = Pick<
  NonNullable<Parameters<Id>['query']>,
  Exclude<QueryName<Id>, EngineQuery>
>;
/** Operations that callers can acknowledge as irreversible. */
export type Acknowledgeable = {
  [Id in UnifiedOperationId]: 'acknowledge' extends QueryName<Id> ? Id : never;
}[UnifiedOperationId];
export type BodyOf<Id extends UnifiedOperationId> = operations[Id] extends {
  readonly requestBody: { readonly content: { readonly 'application/json': infer Body } };
}
  ? Body
  : never;

/** What a provider is asked, channel by channel, after the unified document has validated it. */
export type Input<Id extends UnifiedOperationId> = { readonly path: Omit<Parameters<Id>['path'], 'connection'> } & ([
  Exclude<QueryName<Id>, EngineQuery>,
] extends [never]
  ? unknown
  : { readonly query: QueryOf<Id> }) &
  ([BodyOf<Id>] extends [never] ? unknown : { readonly body: BodyOf<Id> }) &
  ('pageToken' extends QueryName<Id> ? { readonly page: PageRequest } : unknown);
