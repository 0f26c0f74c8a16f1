import { message } from './decoding.ts';
import { refusal } from './errors.ts';
import { type Page, type Paging, page, textMatches } from './listing.ts';
import { lookup, put } from './records.ts';
import { bytes, text } from './scalars.ts';
import { type Metadata, nextEvent, type Organization, type ZitadelState } from './state.ts';

/** Rule of a metadata key. */
export const keyText = text({ min: 1, max: 200 });

/** Rule of a metadata value. */
export const valueBytes = bytes({ min: 1, max: 500_000 });

/** An entry of the bulk requests. */
export const metadataEntry = message('Metadata', { key: keyText, value: valueBytes });

/** Sets entries, new or not, in one go; each is an event of the organization. The last event's sequence and time are answered. */
export function setMetadata(
  state: ZitadelState,
  id: string,
  entries: readonly { readonly key: string; readonly value: string }[],
): { sequence: number; time: number } {
  if (entries.length === 0) throw refusal('META-9mm2d');
  const organization = existing(state, id);
  for (const { key, value } of entries) {
    organization.events += 1;
    const time = nextEvent(state);
    const before = lookup(organization.metadata, key);
    put(organization.metadata, key, {
      value,
      creationDate: before?.creationDate ?? time,
      changeDate: time,
      sequence: organization.events,
    });
  }
  return { sequence: organization.events, time: state.latestEvent };
}

/** Removes entries in one go; one missing key, named by `missing`, keeps them all. */
export function removeMetadata(
  state: ZitadelState,
  id: string,
  keys: readonly string[],
  missing: 'META-mcnw3' | 'META-2npds',
): { sequence: number; time: number } {
  if (keys.length === 0) throw refusal('META-9mw2d');
  const organization = existing(state, id);
  if (keys.some((key) => lookup(organization.metadata, key) === undefined)) throw refusal(missing);
  for (const key of keys) delete organization.metadata[key];
  organization.events += keys.length;
  return { sequence: organization.events, time: nextEvent(state) };
}

/** A metadata entry with its key. */
export interface KeyedMetadata extends Metadata {
  readonly key: string;
}

/** Searches an organization's metadata; an unknown organization has none. */
export function searchMetadata(
  view: ZitadelState,
  id: string,
  request: Paging,
  filters: readonly { readonly key: string; readonly method: string }[],
): Page<KeyedMetadata> {
  const metadata = lookup(view.organizations, id)?.metadata ?? {};
  const found = Object.entries(metadata)
    .filter(([key]) => filters.every((filter) => textMatches(key, filter.key, filter.method)))
    .map(([key, entry]) => ({ key, ...entry }));
  // inferred: the vendor names no order here; by creation keeps pages stable
  return page(found, request, ({ creationDate }) => creationDate);
}

function existing(state: ZitadelState, id: string): Organization {
  const organization = lookup(state.organizations, id);
  if (organization === undefined) throw refusal('COMMAND-QXPGs');
  return organization;
}
