import { Refused } from './answers.ts';
import { type Body, field, isObject } from './body.ts';
import type { Metadata } from './state.ts';

const maximumKeys = 20;
const maximumBytes = 4096;

/** What metadata becomes: merged at the top level only, `null` removes a key; `undefined` when the request sends none. */
export function mergedMetadata(body: Body, name: string, present: Metadata): Metadata | undefined {
  const given = field(body, name);
  if (given === undefined) return undefined;
  if (!isObject(given)) throw new Refused('metadata_invalid_format');
  const merged = Object.fromEntries(Object.entries({ ...present, ...given }).filter(([, value]) => value !== null));
  if (Object.keys(merged).length > maximumKeys) throw new Refused('metadata_too_many_keys');
  if (Buffer.byteLength(JSON.stringify(merged)) > maximumBytes) throw new Refused('metadata_too_large');
  return merged;
}
