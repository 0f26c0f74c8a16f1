import { createHash } from 'node:crypto';
import type { Insertable, Kysely } from 'kysely';
import type { OpenAPIV3_1 } from 'openapi-types';
import type { ConfiguredKey } from '../../../src/api/access/configured-keys.ts';
import { type Operation, operationsOf } from '../../../src/contract/document.ts';
import unified from '../../../src/generated/documents/orgway.json' with { type: 'json' };
import type { Schema } from '../../../src/storage/schema.ts';
import type { Answer, RunningGateway } from '../../support/gateway.ts';

/** Every operation that is not open to everybody. */
export const protectedOperations: readonly Operation[] = [
  ...operationsOf(unified as unknown as OpenAPIV3_1.Document).values(),
].filter(({ open }) => !open);

export const permissionWords = Object.keys(unified['x-permissions']);

/** A principal by its name, which also makes its key. */
export interface Rights {
  readonly name: string;
  readonly permissions: readonly string[];
  readonly connections: 'all' | readonly string[];
}

export const keyFor = ({ name }: Pick<Rights, 'name'>): string => `key-of-${name}`;

export const configured = ({ name, permissions, connections }: Rights): ConfiguredKey => ({
  name,
  sha256: createHash('sha256').update(keyFor({ name })).digest('hex'),
  permissions,
  connections,
});

/** The path of an operation on a connection and an operation of the journal; every other id is made up. */
export function pathTo({ path }: Operation, connection: string, operation: string): string {
  const ids: Readonly<Record<string, string>> = { connection, operation, provider: 'userhub', path: 'admin/v1/x' };
  return path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => ids[name] ?? `${name}-1`);
}

/** What of an answer must be the same for what is foreign and for what is absent. */
export const shownBy = ({ status, headers, body }: Answer): object => ({
  status,
  headers: [...headers.keys()].filter((name) => !['date', 'content-length'].includes(name)).sort(),
  body: { ...body, instance: '', requestId: '' },
});

/** Makes calls several at a time, in order of the list. */
export async function callAll<T>(list: readonly T[], call: (each: T) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let at = 0; at < list.length; at += 40) {
    answers.push(...(await Promise.all(list.slice(at, at + 40).map(call))));
  }
  return answers;
}

/** Calls as a principal. */
export const callAs =
  (gateway: RunningGateway) =>
  (who: Pick<Rights, 'name'>, method: string, path: string): Promise<Answer> =>
    gateway.call(method, path, { apiKey: keyFor(who) });

/** Puts a settled operation on record. */
export async function recordOperation(
  db: Kysely<Schema>,
  id: string,
  row: Pick<Insertable<Schema['operations']>, 'connection' | 'action'>,
): Promise<void> {
  const time = new Date();
  await db
    .insertInto('operations')
    .values({
      id,
      ...row,
      provider: 'userhub',
      organization: null,
      principal: 'somebody',
      request_id: 'req_1',
      key_scope: null,
      fingerprint: Buffer.alloc(32),
      object: null,
      state: 'settled',
      outcome: 'applied',
      code: null,
      reason: null,
      attempt: 1,
      owner: null,
      contract_digest: '',
      input: null,
      answer: null,
      settled_by: 'answer',
      looks: 0,
      created_at: time,
      started_at: time,
      settled_at: time,
      expires_at: time,
    })
    .execute();
}
