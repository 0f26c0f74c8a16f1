import { expect, test } from 'vitest';
import { composeContract } from '../../src/contract/contract.ts';
import type { Deviation } from '../../src/contract/drift/deviation.ts';
import type { ResponseMode } from '../../src/contract/mode.ts';
import { providers } from '../../src/generated/providers.ts';
import { Problem } from '../../src/problem/problem.ts';
import { createExchange } from '../../src/translation/exchange.ts';
import type { UpstreamAnswer } from '../../src/upstream/client.ts';
import { sandboxAuthorization } from '../support/authorization.ts';

const stytch = 'organization-test-11111111-0000-4000-8000-111111111111';
const requests: Readonly<Record<string, readonly [provider: string, request: object]>> = {
  GetOrganization: ['stytch', { path: { organization_id: stytch } }],
  RemoveAccountUser: ['softwareone', { path: { accountId: 'ACC-1000-0001', userId: 'USR-1000-0001' } }],
  DeactivateOrg: ['zitadel', { header: { 'x-zitadel-orgid': '1' }, body: {} }],
};

interface Judged {
  /** Code of the problem; undefined for what is accepted. */
  readonly code: string | undefined;
  readonly told: readonly Deviation[];
  readonly sent: number;
}

/** What is made of one answer, and what is told of it. */
async function judged(
  operationId: string,
  answer: Partial<UpstreamAnswer>,
  mode: ResponseMode = 'report',
  organization = '1',
): Promise<Judged> {
  const [id, request] = requests[operationId] ?? [];
  const found = providers.find(({ provider }) => provider.id === id);
  if (found === undefined || request === undefined) throw new Error(`no ${operationId}`);
  const told: Deviation[] = [];
  let sent = 0;
  const client = {
    send: async () => {
      sent += 1;
      return { status: 200, headers: { 'content-type': 'application/json' }, text: '', ...answer };
    },
    describe: () => ({ method: '', url: '', headers: {}, body: undefined }),
    close: async () => {},
  };
  const observer = {
    contact: () => {},
    called: () => {},
    drift: (deviations: readonly Deviation[]) => told.push(...deviations),
  };
  const contract = composeContract(found.document, found.validators);
  const authorization = sandboxAuthorization(found.provider);
  const exchange = createExchange(found.provider, contract, client, authorization, observer, () => mode);
  try {
    await exchange.prepare(operationId, request, { organization, acting: {} }).send();
    return { code: undefined, told, sent };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { code: error.code, told, sent };
  }
}

const kinds = ({ told }: Judged): string[] =>
  told.map(({ status, keyword, pointer, observedType }) => [status, keyword, pointer, observedType].join(' '));

test.each(['report', 'enforce', 'off'] as const)('a 204 with a body is a success, in mode %s', async (mode) => {
  for (const [name, value] of [
    ['content-length', '12'],
    ['transfer-encoding', 'chunked'],
  ] as const) {
    const found = await judged('RemoveAccountUser', { status: 204, headers: { [name]: value } }, mode);
    expect(found.code).toBeUndefined();
    expect(kinds(found)).toEqual(mode === 'off' ? [] : ['204 undocumented-body  absent']);
  }
  const straight = await judged('RemoveAccountUser', { status: 204, headers: { 'content-length': '0' } }, mode);
  expect([straight.code, kinds(straight)]).toEqual([undefined, []]);
});

const refusal = { code: 7, message: 'No.', details: [] };

test.each<[string, string, Partial<UpstreamAnswer>, string, string[]]>([
  [
    'a success of another status',
    'GetOrganization',
    { status: 203, text: '{}' },
    'upstream-contract-violation',
    ['203 undocumented-status  object'],
  ],
  [
    'a refusal of another status',
    'GetOrganization',
    { status: 418, text: '{"a":1}' },
    'upstream-rejected',
    ['418 undocumented-status  object'],
  ],
  [
    'a page of an intermediary',
    'GetOrganization',
    { status: 502, text: '<html>', headers: { 'content-type': 'text/html' } },
    'upstream-error',
    ['502 not-json  absent'],
  ],
  [
    'a documented refusal',
    'DeactivateOrg',
    { status: 403, text: JSON.stringify(refusal) },
    'upstream-credentials-rejected',
    [],
  ],
  [
    'a documented refusal that is no JSON',
    'DeactivateOrg',
    { status: 403, text: 'No.' },
    'upstream-credentials-rejected',
    ['403 not-json  absent'],
  ],
  [
    'a documented refusal of another form',
    'DeactivateOrg',
    { status: 403, text: '{"code":"7","message":"No.","reason":"x"}' },
    'upstream-credentials-rejected',
    ['403 type /code string', '403 undocumented-property /reason string'],
  ],
  [
    'a success that is no JSON',
    'DeactivateOrg',
    { text: 'done', headers: { 'content-type': 'text/plain' } },
    'outcome-unknown',
    ['200 not-json  absent'],
  ],
])('%s is told of', async (_, operationId, answer, code, expected) => {
  const found = await judged(operationId, answer);
  expect([found.code, kinds(found)]).toEqual([code, expected]);
  const off = await judged(operationId, answer, 'off');
  expect([off.code, off.told]).toEqual([code, []]);
});

test('a call that would act on another organization is told of as built wrongly, and not sent', async () => {
  const found = await judged('DeactivateOrg', {}, 'off', '2');
  expect([found.code, found.sent]).toEqual(['translation-contract-violation', 0]);
  expect(found.told).toMatchObject([{ direction: 'request', keyword: 'identity', pointer: '/header/x-zitadel-orgid' }]);
});
