import { credentials, planted } from './planted-secrets.ts';

const organizations: Readonly<Record<string, (number: number) => string>> = {
  userhub: (number) => `org_28seyVGVL1go${number}`,
  softwareone: (number) => `ACC-2000-${number}`,
  stytch: (number) => `organization-test-11111111-0000-4000-8000-1111111111${number}`,
  zitadel: (number) => `3100000000000000${number}`,
};
/** Makes calls of every kind on every connection; resolves to everything that was answered. */
export async function provoke(gateway: string, rounds: number): Promise<readonly string[]> {
  const told: string[] = [];
  const call = async (method: string, path: string, body?: object): Promise<void> => {
    const response = await fetch(gateway + path, {
      method,
      headers: {
        authorization: `Bearer ${planted.apiKey}`,
        'idempotency-key': crypto.randomUUID(),
        ...(path.includes('/stytch/') ? { 'orgway-acting-session': planted.actingSession } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    told.push(`${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`);
  };
  const connections = Object.keys(credentials);
  for (let round = 10; round < 10 + rounds; round += 1) {
    await Promise.all(
      connections.map(async (connection) => {
        const idOf = organizations[connection.split('-')[0] ?? ''];
        const at = `/v1/connections/${connection}/organizations`;
        await call('GET', at);
        await call('GET', `${at}/${idOf?.(round)}?include=raw`);
        // A write of unknown outcome keeps others from its organization.
        await call('PATCH', `${at}/${idOf?.(round)}`, { displayName: 'Acme' });
        await call('DELETE', `${at}/${idOf?.(round + 50)}?acknowledge=irreversible`);
      }),
    );
  }
  for (const connection of connections) {
    await call('GET', `/v1/connections/${connection}`);
    await call('GET', `/v1/connections/${connection}/drift`);
    await call('DELETE', `/v1/connections/${connection}/organizations/ACC-1?dryRun=true`);
  }
  for (const path of ['/v1/operations?pageSize=200', '/v1/audit-events?pageSize=200', '/v1/audit-events/export']) {
    await call('GET', path);
  }
  for (const path of [
    '/metrics',
    '/docs',
    '/openapi.json',
    '/readyz',
    '/v1/providers',
    '/v1/connections',
    '/v1/nothing',
  ]) {
    await call('GET', path);
  }
  return told;
}
