import { refusal } from './errors.ts';
import { lookup } from './records.ts';
import type { ZitadelState } from './state.ts';

/** The name without white space around it; `blank` is the error for a name of nothing else. */
export function trimmedName(name: string, blank: 'EVENT-Mf9sd' | 'ORG-mruNY'): string {
  const trimmed = name.trim();
  if (trimmed === '') throw refusal(blank);
  return trimmed;
}

/**
 * The domain the vendor generates from a name: letters, marks, digits and hyphens of any script, blanks as hyphens, at most 63
 * bytes. A name that leaves nothing (emoji only, for instance) is refused.
 */
export function generatedDomain(name: string, instanceDomain: string): string {
  const label = cutToBytes(name.replaceAll(' ', '-').replace(/[^\p{L}\p{M}0-9-]/gu, ''), 63)
    .replace(/^-/, '')
    .replace(/-$/, '');
  if (label === '') throw refusal('ORG-RrfXY');
  return `${label}.${instanceDomain}`.toLowerCase();
}

/** Cuts between code points; the vendor cuts between bytes, which would leave no valid text to answer with. */
function cutToBytes(text: string, limit: number): string {
  let length = 0;
  let cut = '';
  for (const character of text) {
    length += Buffer.byteLength(character);
    if (length > limit) break;
    cut += character;
  }
  return cut;
}

/** Refuses a name or domain that another organization holds. The vendor compares both without regard to case. */
export function checkFree(state: ZitadelState, name: string, domain: string, organization: string): void {
  const holder = lookup(state.names, name.toLowerCase());
  if (holder !== undefined && holder !== organization) throw refusal('V3-DKcYh');
  const domainHolder = lookup(state.domains, domain);
  if (domainHolder !== undefined && domainHolder !== organization) throw refusal('V3-DKcYh', 'Domain already exists');
}
