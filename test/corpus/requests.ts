import { showcase } from '../support/sandbox.ts';
import { corpusKey } from './stage.ts';

export const organizations = '/v1/connections/userhub/organizations';
export const organization = `${organizations}/${showcase.userhub?.organization}`;
/** Would be carried out, if everything else about the request were well. */
export const disconnect = `${organization}/external-accounts/${showcase.userhub?.externalAccount}?acknowledge=irreversible`;

export const host = 'Host: gateway.example';
export const authorized = `Authorization: Bearer ${corpusKey}`;
export const json = 'Content-Type: application/json';
export const freshKey = (): string => `Idempotency-Key: ${crypto.randomUUID()}`;

/** A request as it is written: its first line, its header lines, and its body as it is. */
export const written = (line: string, fields: readonly string[], body = ''): string =>
  `${[line, ...fields].join('\r\n')}\r\n\r\n${body}`;

/** A good read but for what is given. */
export const get = (target: string, ...fields: readonly string[]): string =>
  written(`GET ${target} HTTP/1.1`, [host, authorized, ...fields]);

/** A good write but for what is given. */
export const write = (method: string, target: string, body: string, ...fields: readonly string[]): string =>
  written(
    `${method} ${target} HTTP/1.1`,
    [host, authorized, freshKey(), `Content-Length: ${Buffer.byteLength(body)}`, ...fields],
    body,
  );

/** Creates an organization, if the body lets it. */
export const create = (body: string, ...fields: readonly string[]): string =>
  write('POST', organizations, body, json, ...fields);

/** One chunk and the end. */
export const chunked = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n0\r\n\r\n`;
