import { afterAll, beforeAll, expect, test } from 'vitest';
import { idempotencyKey, type RunningGateway, startGateway } from '../support/gateway.ts';
import { type StubUpstream, startStubUpstream } from '../support/stub-upstream.ts';
import { encodings } from '../telemetry/encodings.ts';

const session = 'canary/session+0123 "9';
const organization = 'organization-test-11111111-0000-4000-8000-111111111111';

let upstream: StubUpstream;
let gateway: RunningGateway;
beforeAll(async () => {
  upstream = await startStubUpstream();
  gateway = await startGateway([{ id: 'stytch', provider: 'stytch', baseUrl: upstream.url }]);
});
afterAll(async () => {
  await gateway.stop();
  await upstream.stop();
});

test.each(Object.entries(encodings))(
  "a caller's session that the upstream repeats %s is masked",
  async (_name, encode) => {
    const text = encode(session);
    upstream.respond(() => ({ status: 404, body: { status_code: 404, error_type: text, request_id: `r-${text}` } }));
    const path = `/v1/connections/stytch/organizations/${organization}/members`;
    const body = { email: 'ada@example.com' };
    const headers = { ...idempotencyKey(), 'orgway-acting-session': session };
    const answer = await gateway.call('POST', path, { headers, body });
    const [sent] = upstream.received.filter(({ method }) => method === 'POST');
    expect(Object.values(sent?.headers ?? {})).toContain(session);
    expect(answer.body.upstream).toMatchObject({ code: '***', requestId: 'r-***' });
    expect((await gateway.call('POST', path, { headers, body })).text).toBe(answer.text);
  },
);

test('what an upstream says of itself is one short line', async () => {
  const said = `a\r\n\u001b[31mb\u2028c\u202e${'x'.repeat(500)}`;
  upstream.respond(() => ({ status: 404, body: { status_code: 404, error_type: said, request_id: said } }));
  const { body } = await gateway.call('GET', `/v1/connections/stytch/organizations/${organization}`);
  const told = `a[31mbc${'x'.repeat(193)}`;
  expect(body.upstream).toMatchObject({ code: told, requestId: told });
});
