import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { chainOf, exported, headOf, signer } from '../operations/audit/exported.ts';
import { type Ended, runOrgway } from '../support/command-line.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A gateway that answers in one way. */
async function gateway(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const run = (words: readonly string[], url: string): Promise<Ended> =>
  runOrgway(['audit', ...words], { ORGWAY_API_KEY: 'the-key', ORGWAY_URL: url });

const text = exported('jsonl', chainOf(5)).join('');

test('export writes what the gateway answers, byte for byte, and nothing else', async () => {
  const asked: (string | undefined)[] = [];
  const url = await gateway((request, response) => {
    asked.push(request.method, request.url, request.headers.authorization);
    for (const line of text.split(/(?<=\n)/)) response.write(line);
    response.end();
  });
  const words = ['export', '--format', 'csv', '--from', '2026-11-01T00:00:00Z', '--to', '2026-12-01T00:00:00+01:00'];
  expect(await run(words, `${url}/`)).toEqual({ status: 0, signal: null, stdout: text, stderr: '' });
  const query = 'format=csv&fromTime=2026-11-01T00%3A00%3A00Z&toTime=2026-12-01T00%3A00%3A00%2B01%3A00';
  expect(asked).toEqual(['GET', `/v1/audit-events/export?${query}`, 'Bearer the-key']);
});

test('export asks for everything as JSON lines unless told otherwise, at the gateway named by --url', async () => {
  const asked: (string | undefined)[] = [];
  const url = await gateway((request, response) => {
    asked.push(request.url);
    response.end(text);
  });
  const { status } = await run(['export', '--url', url], 'http://127.0.0.1:1');
  expect(status).toBe(0);
  expect(asked).toEqual(['/v1/audit-events/export?format=jsonl']);
});

test('an export that breaks off is told as such', async () => {
  const url = await gateway((_request, response) => {
    response.write(text.slice(0, 100), () => response.destroy());
  });
  const { status, stderr } = await run(['export'], url);
  expect(status).toBe(1);
  expect(stderr).toBe('orgway: the answer broke off, so it is not complete; try again\n');
});

test('head says the signed head to be kept, or its public key', async () => {
  const head = { ...signer.sign(headOf(chainOf(5))), publicKey: signer.publicKey };
  const url = await gateway((request, response) => {
    response.end(request.url === '/v1/audit-events/head' ? JSON.stringify(head) : '');
  });
  const [plain, line, key] = await Promise.all(
    [['head'], ['head', '--json'], ['head', '--public-key']].map((words) => run(words, url)),
  );
  expect(JSON.parse(plain?.stdout ?? '')).toEqual(head);
  expect(line?.stdout).toBe(`${JSON.stringify(head)}\n`);
  expect(key?.stdout).toBe(signer.publicKey);
});

const problem = {
  title: 'The request is malformed',
  detail: 'query/toTime is no time.',
  code: 'invalid-request',
  requestId: 'req_1',
};
test.each([
  [
    'a problem',
    400,
    JSON.stringify(problem),
    'The request is malformed: query/toTime is no time. (invalid-request, request req_1)',
  ],
  ['a wrong key', 401, '{}', 'does not know the API key in ORGWAY_API_KEY'],
  ['a page of something else', 502, '<html>', 'answered with status 502, and not as an Orgway gateway does'],
  ['a redirect', 302, '', 'answered with status 302, and not as an Orgway gateway does'],
])('%s is one sentence and status 1', async (_, status, body, sentence) => {
  const url = await gateway((_request, response) => {
    response.writeHead(status, { location: '/elsewhere' }).end(body);
  });
  for (const words of [['export'], ['head']]) {
    const ended = await run(words, url);
    expect({ status: ended.status, stdout: ended.stdout }).toEqual({ status: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^orgway: [^\n]+\n$/);
    expect(ended.stderr).toContain(sentence);
  }
});

test('a gateway that is not there is told with what to do', async () => {
  const url = await gateway(() => {});
  await closing.pop()?.();
  const { status, stderr } = await run(['head'], url);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^orgway: http:\/\/127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\); start the gateway, .+\n$/,
  );
});
