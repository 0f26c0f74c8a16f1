import { authorized, create, freshKey, host, json, organizations, written } from './requests.ts';
import type { BadInput } from './runner.ts';

const broken = { status: 400, code: 'invalid-json' } as const;
const refused = { status: 422, code: 'validation-failed' } as const;

/** A create whose body is no UTF-8. */
const binary = (bytes: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(
      written(`POST ${organizations} HTTP/1.1`, [
        host,
        authorized,
        freshKey(),
        json,
        `Content-Length: ${bytes.length}`,
      ]),
    ),
    bytes,
  ]);

/** Group E of the reference. */
export const jsonSyntax: readonly BadInput[] = [
  { name: 'E01 empty body where required', bytes: create(''), ...broken },
  { name: 'E02 {', bytes: create('{'), ...broken },
  { name: 'E03 trailing comma', bytes: create('{"displayName":"Acme",}'), ...broken },
  { name: 'E04 trailing text', bytes: create('{"displayName":"Acme"} x'), ...broken },
  { name: 'E05 single quotes', bytes: create("{'displayName':'Acme'}"), ...broken },
  { name: 'E06 comment', bytes: create('{"displayName":"Acme"/* x */}'), ...broken },
  { name: 'E07 NaN', bytes: create('{"displayName":NaN}'), ...broken },
  { name: 'E08 Infinity', bytes: create('{"displayName":Infinity}'), ...broken },
  { name: 'E09 -', bytes: create('{"displayName":-}'), ...broken },
  { name: 'E10 01', bytes: create('{"displayName":01}'), ...broken },
  { name: 'E11 1.', bytes: create('{"displayName":1.}'), ...broken },
  { name: 'E12 +1', bytes: create('{"displayName":+1}'), ...broken },
  { name: 'E13 top-level scalar', bytes: create('"Acme"'), ...refused },
  { name: 'E14 top-level array', bytes: create('[{"displayName":"Acme"}]'), ...refused },
  { name: 'E15 top-level null', bytes: create('null'), ...refused },
  { name: 'E16 BOM', bytes: create('\ufeff{"displayName":"Acme"}'), ...broken },
  { name: 'E17 invalid UTF-8', bytes: binary(Buffer.from('{"displayName":"Acm\u00e9"}', 'latin1')), ...broken },
  { name: 'E18 raw control character in a string', bytes: create('{"displayName":"Ac\nme"}'), ...broken },
];
