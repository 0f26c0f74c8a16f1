import type { OpenAPIV3_1 } from 'openapi-types';
import { readDescription } from '../../../src/contract/description/read.ts';
import { diffDocuments } from '../../../src/contract/diff/diff-documents.ts';
import type { Change } from '../../../src/contract/diff/report.ts';
import type { CallTrace, ProviderTrace, SentField } from '../../../src/contract/trace.ts';

/** The parts of a document with one operation, `PUT /things/{id}`, that differ from test to test. */
export interface SmallParts {
  readonly body?: object;
  readonly answer?: object;
  readonly refusal?: object;
  readonly parameters?: readonly object[];
  readonly schemas?: Readonly<Record<string, object>>;
  /** Members of the operation itself; they win over the parts above. */
  readonly operation?: object;
  /** Members of the document itself. */
  readonly document?: object;
}

const json = (schema: object) => ({ 'application/json': { schema } });

/** A document with one operation, as written: OpenAPI 3.1 unless `document` says otherwise. */
export const written = ({ body, answer, refusal, parameters = [], schemas = {}, operation, document }: SmallParts) => ({
  openapi: '3.1.0',
  info: { title: 'Things', version: '1' },
  servers: [{ url: 'https://api.example.com' }],
  security: [{ key: [] }],
  paths: {
    '/things/{id}': {
      put: {
        operationId: 'PutThing',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }, ...parameters],
        ...(body === undefined ? {} : { requestBody: { required: true, content: json(body) } }),
        responses: {
          '200': { description: 'Done.', ...(answer === undefined ? {} : { content: json(answer) }) },
          ...(refusal === undefined ? {} : { '400': { description: 'Refused.', content: json(refusal) } }),
        },
        ...operation,
      },
    },
  },
  components: { schemas, securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
  ...document,
});

export const small = (parts: SmallParts): OpenAPIV3_1.Document => readDescription(JSON.stringify(written(parts)));

/** What a call uses, in short: places of the answer that are read, and fields of the request. */
export interface Used {
  readonly reads?: readonly string[];
  readonly sends?: readonly (Partial<SentField> & Pick<SentField, 'pointer'>)[];
  readonly refusals?: readonly string[];
  /** Places that are sent with what holds them, besides those that every request has. */
  readonly certain?: readonly string[];
}

/** A field that every request has and that callers write. */
export const fromCaller = (pointer: string): SentField => ({
  pointer,
  always: true,
  from: [pointer],
  fromAnswers: [],
  values: [],
});

/** A field that every request has with the same value. */
export const constant = (pointer: string, ...values: SentField['values']): SentField => ({
  ...fromCaller(pointer),
  from: [],
  values,
});

export const callOf = (
  { reads = [], sends = [], refusals = [], certain = [] }: Used,
  upstreamOperation = 'PutThing',
): CallTrace => ({
  upstreamOperation,
  purpose: 'answer',
  sends: sends.map((each) => ({ ...fromCaller(each.pointer), ...each })),
  certain: [...certain, ...sends.filter(({ always = true }) => always).flatMap(({ pointer }) => waysTo(pointer))],
  reads: reads.map((pointer) => ({ pointer, to: [`/organization${pointer}`] })),
  refusals,
});

/** A place and those that hold it, its channel aside. */
const waysTo = (pointer: string): readonly string[] => {
  const names = pointer.split('/');
  return names.slice(1).map((_, at) => names.slice(0, at + 2).join('/'));
};

/** A trace in which each unified operation makes one call. */
export const traceOf = (operations: Readonly<Record<string, CallTrace | readonly CallTrace[]>>): ProviderTrace => ({
  provider: 'example',
  operations: Object.entries(operations).map(([unifiedOperation, calls]) => ({
    unifiedOperation,
    calls: [calls].flat(),
  })),
  enums: [],
  unread: [],
  unwritten: [],
});

export const dependence = { credentials: { authorization: 'Bearer secret' }, byCode: () => true };

/** The changes between two documents for one unified operation, `updateOrganization`, that uses what is given. */
export function changes(old: SmallParts, now: SmallParts, used: Used): readonly Change[] {
  return diffDocuments(traceOf({ updateOrganization: callOf(used) }), small(old), small(now), dependence).changes;
}

/** Changes in one line each: `breaking response-property-removed /name`, with `unused` in front where nobody uses them. */
export const lines = (found: readonly Change[]): readonly string[] =>
  found.map(({ used, level, rule, places }) =>
    `${used ? '' : 'unused '}${level} ${rule} ${[...new Set(places.map(({ pointer }) => pointer))].join(' ')}`.trim(),
  );

/** The lines of the changes between two answers. */
export const inAnswer = (old: object, now: object, ...reads: readonly string[]): readonly string[] =>
  lines(changes({ answer: old }, { answer: now }, { reads }));

/** The lines of the changes between two request bodies. */
export const inBody = (old: object, now: object, ...sends: readonly SentField[]): readonly string[] =>
  lines(changes({ body: old }, { body: now }, { sends }));
