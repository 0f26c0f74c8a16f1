import type { Config } from './model.ts';

/** Every secret that a configuration holds, as text. */
export function secretsOf({ connections, database, secretKey, traces }: Config): readonly string[] {
  return [
    ...connections.flatMap(({ credentials }) => Object.values(credentials)),
    ...(database === undefined ? [] : passwordsIn(database.url)),
    ...(secretKey === undefined ? [] : encoded(secretKey)),
    ...Object.values(traces?.headers ?? {}),
  ];
}

/** As it is written in the address, and as it is. */
function passwordsIn(url: string): readonly string[] {
  const { password, searchParams } = new URL(url);
  return [password, decodeURIComponent(password), searchParams.get('password') ?? ''];
}

/** In what base64 of these bytes is not: the rest is found by it. */
const encoded = (bytes: Uint8Array): readonly string[] => {
  const buffer = Buffer.from(bytes);
  return [
    buffer.toString('base64'),
    buffer.toString('base64url'),
    buffer.toString('hex'),
    buffer.toString('hex').toUpperCase(),
  ];
};
