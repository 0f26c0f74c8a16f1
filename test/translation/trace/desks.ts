import type { OpenAPIV3_1 } from 'openapi-types';
import unifiedDocument from '../../../src/generated/documents/orgway.json' with { type: 'json' };
import type { Steps } from '../../../src/translation/declare.ts';
import { refuse } from '../../../src/translation/refuse.ts';
import type { AnyProvider } from '../../../src/translation/registered.ts';

// An upstream that exists only here, small enough to say by hand what its trace must be.

const text = { type: 'string' };
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const answers = (schema: object, example?: object): object => ({
  200: { description: '', content: { 'application/json': { schema, ...(example === undefined ? {} : { example }) } } },
  404: { description: '', content: { 'application/json': { schema: ref('Failure') } } },
});
const deskId = { name: 'deskId', in: 'path', required: true, schema: text };

export const document = {
  openapi: '3.1.0',
  info: { title: 'Desks', version: '1' },
  paths: {
    '/desks/{deskId}': {
      parameters: [deskId],
      get: {
        operationId: 'GetDesk',
        parameters: [{ name: 'view', in: 'query', schema: text }],
        responses: answers(ref('Desk'), { id: 'd-1', label: 'Front', code: 'F1', kind: 'PLAIN', state: 'OPEN' }),
      },
      patch: {
        operationId: 'ChangeDesk',
        requestBody: {
          content: {
            'application/json': { schema: { type: 'object', properties: { label: text, reason: text, copy: text } } },
          },
        },
        responses: answers(ref('Desk')),
      },
    },
    '/desks/{deskId}/note': {
      parameters: [deskId],
      get: { operationId: 'GetNote', responses: answers(ref('Note')) },
    },
  },
  components: {
    schemas: {
      Desk: {
        type: 'object',
        required: ['id', 'kind', 'state'],
        properties: {
          id: text,
          label: text,
          code: text,
          kind: { type: 'string', enum: ['PLAIN', 'NOTED'] },
          state: { type: 'string', 'x-extensible-enum': ['OPEN', 'SHUT', 'GONE'] },
          owner: { type: 'object', properties: { room: text, name: text } },
          tags: { type: 'array', items: { type: 'object', properties: { tag: text } } },
          version: { type: 'integer' },
          colour: text,
        },
      },
      Note: { type: 'object', required: ['text'], properties: { text, author: text } },
      Failure: { type: 'object', properties: { error: { type: 'object', properties: { code: text, hint: text } } } },
    },
  },
} as unknown as OpenAPIV3_1.Document;

export const unified = unifiedDocument as unknown as OpenAPIV3_1.Document;

interface Desk {
  readonly id: string;
  readonly label?: string;
  readonly code?: string;
  readonly kind: string;
  readonly state: string;
  readonly owner?: { readonly room?: string };
  readonly tags?: readonly { readonly tag?: string }[];
  readonly version?: number;
}
interface At {
  readonly path: { readonly organization: string };
}
type Api = Readonly<Record<string, (request: object) => Steps<unknown>>>;

const stateOf = (state: string): string => {
  if (state === 'GONE') refuse('not-found', 'The desk is gone.');
  return state === 'OPEN' ? 'active' : state === 'SHUT' ? 'inactive' : 'unknown';
};
const toOrganization = (desk: Desk, description: string | null) => ({
  id: desk.id,
  displayName: desk.label || desk.code || null,
  state: stateOf(desk.state),
  stateSource: 'native',
  upstreamState: desk.state,
  description,
  domains: (desk.tags ?? []).map(({ tag }) => tag),
  raw: desk,
});

function* read(api: Api, { path }: At): Steps<object> {
  const deskAt = { deskId: path.organization };
  const desk = (yield* api.GetDesk?.({ path: deskAt, query: { view: 'full' } }) ?? []) as Desk;
  if (desk.kind !== 'NOTED') return toOrganization(desk, null);
  const note = (yield* api.GetNote?.({ path: deskAt }) ?? []) as { readonly text: string };
  return toOrganization(desk, note.text);
}

const no = { unsupported: 'Desks only stand there.' };

export const provider = {
  id: 'desks',
  errorCode: ({ error }: { readonly error?: { readonly code?: string } }) => error?.code,
  requestId: () => undefined,
  identity: {
    GetDesk: ({ path }: { readonly path: { readonly deskId: string } }, { id, owner }: Desk) =>
      id === path.deskId && owner?.room !== '',
    ChangeDesk: { anonymous: 'not compared' },
    GetNote: { anonymous: 'names nothing' },
  },
  settlements: {
    ChangeDesk: {
      quietMs: 0,
      *look({ path }: { readonly path: object }, api: Api) {
        const desk = (yield* api.GetDesk?.({ path, query: { view: 'short' } }) ?? []) as Desk;
        return desk.version === undefined ? { applied: false } : { applied: true };
      },
    },
  },
  operations: {
    getOrganization: {
      upstream: ['GetDesk', 'GetNote'],
      run: (input: At, api: Api) => read(api, input),
      facts: {},
    },
    updateOrganization: {
      upstream: ['GetDesk', 'ChangeDesk'],
      *run({ path, body }: At & { readonly body: { readonly displayName?: string } }, api: Api) {
        const deskAt = { deskId: path.organization };
        const before = (yield* api.GetDesk?.({ path: deskAt, query: { view: 'full' } }) ?? []) as Desk;
        if (before.label === body.displayName) return { organization: toOrganization(before, null), changed: false };
        const change = { label: body.displayName, reason: 'renamed', copy: before.code };
        const after = (yield* api.ChangeDesk?.({ path: deskAt, body: change }) ?? []) as Desk;
        return { organization: toOrganization(after, null), changed: true };
      },
      facts: { fields: ['displayName'] },
    },
    ...Object.fromEntries(['listOrganizations', 'createOrganization', 'listMembers'].map((id) => [id, no])),
  },
} as unknown as AnyProvider;
