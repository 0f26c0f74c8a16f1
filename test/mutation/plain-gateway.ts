import type { ValidateFunction } from 'ajv';
import { queryReader } from '../../src/api/query.ts';
import type { Contract } from '../../src/contract/contract.ts';
import type { Operation } from '../../src/contract/document.ts';
import orgway from '../../src/generated/documents/orgway.json' with { type: 'json' };
import * as unifiedValidators from '../../src/generated/validators/orgway.js';
import { Problem } from '../../src/problem/problem.ts';
import { problemBody } from '../../src/problem/problem-body.ts';
import { type BoundConnection, bindConnection } from '../../src/translation/bind.ts';
import { capabilitiesOf } from '../../src/translation/capabilities.ts';
import type { AnyProvider } from '../../src/translation/registered.ts';
import type { UnifiedOperationId } from '../../src/translation/unified.ts';
import { sandboxAuthorization } from '../support/authorization.ts';
import type { Fixture } from '../support/fixture.ts';
import { unkept } from '../support/routes.ts';
import type { StubAnswer, StubRequest } from '../support/stub-upstream.ts';
import { isMutation, translatedIds, unifiedOperation } from '../support/unified-calls.ts';

/** What the unified API answers. */
export interface PlainAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A provider behind the engine, without sockets, journal and page tokens: its calls are made and answered in this process. */
export interface PlainGateway {
  call(call: Fixture['call'], upstream: (request: StubRequest) => StubAnswer): Promise<PlainAnswer>;
}

const unexpected = (): StubAnswer => {
  throw new Error('nobody answers');
};
const parsed = (text: string): unknown => (text === '' ? undefined : JSON.parse(text));

/** Binds a provider to an upstream that each call brings along. */
export function plainGateway(provider: AnyProvider, contract: Contract): PlainGateway {
  let answer: (request: StubRequest) => StubAnswer = unexpected;
  const bound = bindConnection(
    provider.id,
    provider,
    contract,
    {
      async send({ method, target, headers, body }, credentials) {
        const sent = lowerCase({ ...headers, ...credentials });
        const {
          status,
          body: given,
          contentType,
          headers: more,
        } = answer({
          method,
          path: target,
          headers: sent,
          body: parsed(body ?? ''),
        });
        const text = given === undefined ? '' : typeof given === 'string' ? given : JSON.stringify(given);
        const type: Record<string, string> = text === '' ? {} : { 'content-type': contentType ?? 'application/json' };
        return { status, headers: { ...type, ...more }, text };
      },
      describe: unexpected as never,
      close: async () => undefined,
    },
    sandboxAuthorization(provider),
    { contact: () => undefined, called: () => undefined, drift: () => undefined },
  );
  const own = new Map<string, object>([
    [`/v1/providers/${provider.id}`, { ...describe(provider), capabilities: capabilitiesOf(provider, contract) }],
    [`/v1/connections/${provider.id}`, { id: provider.id, provider: bound.provider, capabilities: bound.capabilities }],
  ]);
  return {
    async call(call, upstream) {
      const target = call.path.replace('{connection}', provider.id);
      const described = own.get(target);
      if (described !== undefined) return { status: 200, body: described };
      answer = upstream;
      const asked = recognized(call.method, target);
      try {
        return await run(bound, asked, call);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        const problem = isMutation(asked.operation.id) ? error.with({ outcome: 'not_applied' }) : error;
        return { status: problem.status, body: problemBody(problem, target, 'req_plain') };
      }
    },
  };
}

const { default: defaultPageSize } = orgway.components.parameters.PageSize.schema;
const lowerCase = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const describe = ({ id, title, credentials }: AnyProvider): object => ({ id, title, credentials });

interface Asked {
  readonly operation: Operation;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
}

const patterns = translatedIds.map((id) => {
  const operation = unifiedOperation(id);
  const segments = operation.path.replaceAll(/\{([^}]+)\}/g, '(?<$1>[^/]+)');
  const read = queryReader(operation.parameters.filter((each) => each.in === 'query'));
  return { operation, pattern: new RegExp(`^${segments}$`), read };
});

function recognized(method: string, target: string): Asked {
  const [route = '', search = ''] = target.split('?', 2);
  for (const { operation, pattern, read } of patterns) {
    const groups = operation.method === method ? pattern.exec(route)?.groups : undefined;
    if (groups === undefined) continue;
    const path = Object.fromEntries(Object.entries(groups).map(([name, text]) => [name, decodeURIComponent(text)]));
    return { operation, path, query: read(search) };
  }
  throw new Error(`${method} ${target} is not translated`);
}

async function run(
  bound: BoundConnection,
  { operation, path, query }: Asked,
  call: Fixture['call'],
): Promise<PlainAnswer> {
  const id = operation.id as UnifiedOperationId;
  const { unsupported, status, prepare } = bound.operations[id];
  if (unsupported !== undefined) throw new Problem('capability-not-supported', { detail: unsupported });
  const header = Object.fromEntries(
    operation.parameters.flatMap(({ in: channel, name }) => {
      const value = channel === 'header' ? call.headers?.[name] : undefined;
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const read = { path, query, header, ...(call.body === undefined ? {} : { body: call.body }) };
  const validate = (unifiedValidators as Readonly<Record<string, ValidateFunction>>)[`${id}_request`];
  if (validate?.(read) !== true) throw new Error(`${id}: not as documented`);
  const {
    pageSize = defaultPageSize,
    pageToken: _token,
    include,
    acknowledge: _acknowledged,
    dryRun: _dry,
    ...rest
  } = read.query;
  const { connection: _connection, ...names } = path;
  const prepared = prepare({
    path: names,
    query: rest,
    body: call.body,
    page: id.startsWith('list')
      ? { size: Math.min(Number(pageSize), bound.maxPageSize), cursor: undefined }
      : undefined,
    includeRaw: include === 'raw',
    actingSession: { token: header['Orgway-Acting-Session'], jwt: header['Orgway-Acting-Session-JWT'] },
  });
  return { status, body: await (isMutation(id) ? prepared.mutate('op_plain', unkept, []) : prepared.run()) };
}
