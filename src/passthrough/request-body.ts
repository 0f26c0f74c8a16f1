import type { IncomingMessage } from 'node:http';
import type { OpenAPIV3_1 } from 'openapi-types';
import { type Operation, resolve } from '../contract/document.ts';
import { refused } from './refusal.ts';

/** How the body of a request goes on: not at all, once it was read and checked, or as it comes. */
export type BodyKind = 'none' | 'json' | 'stream';

/** Composes what tells, from its head, how the body of a request goes on. Throws `passthrough-refused`. */
export function bodyReader(document: object, operation: Operation): (request: IncomingMessage) => BodyKind {
  const { method, path, body, id } = operation;
  const item = (document as OpenAPIV3_1.Document).paths?.[path]?.[method.toLowerCase() as 'get'];
  const { content = {} } = resolve<Partial<OpenAPIV3_1.RequestBodyObject>>(document, item?.requestBody ?? {});
  const json = body?.types ?? [];
  const others = Object.keys(content).filter((type) => !json.includes(type));
  return ({ headers }) => {
    const empty = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
    if (empty && headers['content-type'] === undefined) return 'none';
    if (body === undefined) {
      if (empty) return 'none';
      throw refused(`The upstream's document gives ${id} no body.`);
    }
    const encoding = headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') throw refused('A body goes on without content coding only.');
    const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
    if (json.includes(type)) return empty ? 'none' : 'json';
    if (others.some((each) => covers(each, type))) return 'stream';
    throw refused(`The upstream's document gives ${id} a body as ${[...json, ...others].join(' or ')}.`);
  };
}

/** Whether a media type of a document, which may be a range such as `image/*`, covers one that is sent. */
function covers(documented: string, type: string): boolean {
  const range = documented.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (range === '*/*') return /^[^/\s]+\/[^/\s]+$/.test(type);
  return range.endsWith('/*') ? type.startsWith(range.slice(0, -1)) : type === range;
}
