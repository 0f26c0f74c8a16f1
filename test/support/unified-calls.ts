import type { OpenAPIV3_1 } from 'openapi-types';
import { type Operation, operationsOf } from '../../src/contract/document.ts';
import orgway from '../../src/generated/documents/orgway.json' with { type: 'json' };
import type { UnifiedOperationId } from '../../src/translation/unified.ts';
import { type Call, idempotencyKey } from './gateway.ts';

/** What a unified operation is called with, besides its connection. */
export interface UnifiedInput {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Values that a provider's own examples have in unified fields; the ids of its organization, member and external account. */
export interface Pool {
  readonly ids: { readonly organization: string; readonly member?: string; readonly externalAccount?: string };
  readonly values: ReadonlyMap<string, readonly unknown[]>;
}

const document = orgway as unknown as OpenAPIV3_1.Document;
const unified = operationsOf(document);

export function unifiedOperation(id: string): Operation {
  const found = unified.get(id);
  if (found === undefined) throw new Error(`openapi/orgway.yaml has no operation ${id}`);
  return found;
}

/** Every operation that is translated: those under one connection's organizations. */
export const translatedIds = [...unified.values()]
  .filter(({ path }) => path.startsWith('/v1/connections/{connection}/organizations'))
  .map(({ id }) => id as UnifiedOperationId);

export const isMutation = (id: string): boolean => unifiedOperation(id).method !== 'GET';

/** A value for each field, for providers whose examples show none. */
const samples: Readonly<Record<string, unknown>> = {
  displayName: 'Ünïted Gebäck 🥐',
  slug: 'united-gebaeck',
  description: 'Bakes.',
  externalId: 'customer-4711',
  email: 'office@example.com',
  phoneNumber: '+12025550162',
  website: 'https://example.com/',
  logoUrl: 'https://example.com/logo.png',
  address: { lines: ['Hauptstraße 1'], city: 'Köln', region: 'NRW', postalCode: '50667', countryCode: 'DE' },
  currencyCode: 'EUR',
  languageCode: 'de-DE',
  regionCode: 'DE',
  timeZone: 'Europe/Berlin',
  domains: ['example.com'],
  metadata: { plan: 'basic' },
  roles: ['role'],
  state: 'active',
};

/** Inputs that between them use every field and every filter the capability names, most telling first. */
export function inputsOf(
  id: UnifiedOperationId,
  { fields = [], filters = [] }: { readonly fields?: readonly string[]; readonly filters?: readonly string[] },
  { ids, values }: Pool,
): UnifiedInput[] {
  const { path, parameters } = unifiedOperation(id);
  const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name).filter((name) => name !== 'connection');
  const at = Object.fromEntries(names.map((name) => [name, ids[name as keyof Pool['ids']] ?? 'none']));
  const flags: Record<string, string> = parameters.some(({ name }) => name === 'acknowledge')
    ? { acknowledge: 'irreversible' }
    : {};
  const choices = (field: string): readonly unknown[] => [
    ...(values.get(field)?.slice(0, 4) ?? []),
    ...(field in samples ? [samples[field]] : []),
  ];
  const whole = (chosen: readonly string[]): object =>
    Object.fromEntries(chosen.map((field) => [field, choices(field)[0]]));
  const single = (field: string): object[] => choices(field).map((value) => ({ [field]: value }));
  const bodies: Partial<Record<UnifiedOperationId, object[]>> = {
    createOrganization: [whole(fields), whole(['displayName'])],
    updateOrganization: [...fields.flatMap(single), whole(fields)],
    setExternalId: single('externalId'),
    connectExternalAccount: [{ id: ids.externalAccount ?? 'none' }],
    addMember: [{ ...whole(fields), ...(fields.includes('userId') ? { userId: ids.member } : {}) }],
    updateMember: [...fields.flatMap(single), whole(fields)],
  };
  const queries = [{}, ...filters.flatMap(single)] as Record<string, string>[];
  return (bodies[id] ?? [undefined]).flatMap((body) =>
    queries.map((query) => ({ path: at, query: { ...query, ...flags }, ...(body === undefined ? {} : { body }) })),
  );
}

/** The same as a call of the HTTP API. */
export function httpCall(
  id: UnifiedOperationId,
  connection: string,
  { path, query, body }: UnifiedInput,
): { readonly method: string; readonly path: string; readonly call: Call } {
  const operation = unifiedOperation(id);
  const target = operation.path.replaceAll(/\{([^}]+)\}/g, (_all, name: string) =>
    encodeURIComponent(name === 'connection' ? connection : (path[name] ?? '')),
  );
  const search = new URLSearchParams(query).toString();
  const keyed = operation.parameters.some(({ name, required }) => name === 'Idempotency-Key' && required);
  return {
    method: operation.method,
    path: search === '' ? target : `${target}?${search}`,
    call: { ...(keyed ? { headers: idempotencyKey() } : {}), ...(body === undefined ? {} : { body }) },
  };
}
