import type { Acknowledgeable, BodyOf, Effects, Input, UnifiedOperationId } from './unified.ts';

/** The consequences of a mutation, shown in the capabilities. */
export interface MutationFacts {
  /**
   * Whether what the call takes away can be brought back through the upstream; a call that takes nothing away is reversible.
   * Where it is not, callers must acknowledge that, so only operations with an `acknowledge` parameter may say false.
   */
  readonly reversible: boolean;
  /** Whether repeating the upstream call leaves the same state and answers success. */
  readonly idempotent: boolean;
  /** What is lost for good, in words a caller understands. */
  readonly destroys?: readonly string[];
  readonly effects?: Effects;
  /** What else to know before calling. */
  readonly note?: string;
}

/** Everything that may be said about an operation. */
export interface Facts extends Partial<MutationFacts> {
  /** Body fields the upstream can store; any other is refused with `unsupported-field` before anything is sent. */
  readonly fields?: readonly string[];
  /** List filters the upstream can apply; any other is refused. */
  readonly filters?: readonly string[];
}
/** What may be said about a read. */
export interface ReadFacts extends Pick<Facts, 'note'> {}

type FieldsOf<Id extends UnifiedOperationId> = { readonly fields: readonly (keyof BodyOf<Id>)[] };

interface FactsByOperation {
  readonly listOrganizations: ReadFacts & { readonly filters: readonly (keyof Input<'listOrganizations'>['query'])[] };
  readonly getOrganization: ReadFacts;
  readonly listExternalAccounts: ReadFacts;
  readonly listMembers: ReadFacts;
  readonly getMember: ReadFacts;
  readonly createOrganization: MutationFacts & FieldsOf<'createOrganization'>;
  readonly updateOrganization: MutationFacts & FieldsOf<'updateOrganization'>;
  readonly connectExternalAccount: MutationFacts & FieldsOf<'connectExternalAccount'>;
  readonly addMember: MutationFacts & FieldsOf<'addMember'>;
  readonly updateMember: MutationFacts & FieldsOf<'updateMember'>;
}

/** What a provider must say about each unified operation it supports. */
export type FactsOf<Id extends UnifiedOperationId> = Id extends keyof FactsByOperation
  ? FactsByOperation[Id] extends MutationFacts
    ? FactsByOperation[Id] & Undoable<Id>
    : FactsByOperation[Id]
  : MutationFacts & Undoable<Id>;

type Undoable<Id extends UnifiedOperationId> = Id extends Acknowledgeable ? unknown : { readonly reversible: true };

type Only<T, Names> = Names extends readonly (infer Name)[] ? Pick<T, keyof T & Name> : T;

/** The input without the body fields and filters that the operation does not declare: reading one is a type error. */
export type WithinFacts<In, F> = {
  [Channel in keyof In]: Channel extends 'body'
    ? F extends { readonly fields: infer Names }
      ? Only<In[Channel], Names>
      : In[Channel]
    : Channel extends 'query'
      ? F extends { readonly filters: infer Names }
        ? Only<In[Channel], Names>
        : In[Channel]
      : In[Channel];
};
