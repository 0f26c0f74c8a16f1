import { encodings } from '../telemetry/encodings.ts';
import { authorized, create, freshKey, get, host, written } from './requests.ts';
import type { BadInput } from './runner.ts';

/** A credential of one of the connections. */
export const configuredSecret = 'l05-configured+secret/value';

/** What the rest of a line says; every input of this group has a text of its own in front of it. */
const named = (displayName: string): string => create(JSON.stringify({ displayName }));
const spelled = (encoding: string): string => encodings[encoding]?.(configuredSecret) ?? '';

const accepted = { status: 201, valid: 'a name is any text, and what counts is how it is logged' } as const;
const formula = encodeURIComponent("=cmd|'calc'!A1");

/** Group L of the reference: what ends lines, screens and tables of those who read logs and exports. */
export const logs: readonly BadInput[] = [
  { name: 'L01 name with CRLF', bytes: named('Acme\r\n{"level":60,"msg":"forged"}'), ...accepted },
  { name: 'L02 name with an ANSI escape', bytes: named('Acme \u001b[2J\u001b[31m'), ...accepted },
  { name: 'L03 name with U+2028', bytes: named('Acme\u2028{"level":60}'), ...accepted },
  {
    name: 'L04 formula in an id',
    bytes: written(`DELETE /v1/connections/zitadel/organizations/${formula}?acknowledge=irreversible HTTP/1.1`, [
      host,
      authorized,
      freshKey(),
    ]),
    status: 404,
    valid: 'ids are texts that only the upstream knows',
  },
  { name: 'L05 configured secret in a name', bytes: named(`Acme ${configuredSecret}`), ...accepted },
  { name: 'L06 its base64', bytes: named(`Acme ${spelled('in base64')}`), ...accepted },
  { name: 'L07 its percent form', bytes: named(`Acme ${spelled('percent-encoded')}`), ...accepted },
  {
    name: 'L08 user agent of 1 MB',
    bytes: get('/v1/connections', `User-Agent: ${'a'.repeat(1024 * 1024)}`),
    status: 431,
    code: 'headers-too-large',
  },
];
