import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './compile.ts';

/** A change of a text, written into the part of the text that shows where: `'RemoveOrg⟦→anization⟧',`. */
export type Edit = string;

const change = /⟦([^→⟧]*)→([^⟧]*)⟧/g;
const before = (edit: Edit): string => edit.replaceAll(change, '$1');
const after = (edit: Edit): string => edit.replaceAll(change, '$2');

/** How often the place that an edit names occurs; it is meant once. */
export const places = (text: string, edit: Edit): number => text.split(before(edit)).length - 1;
export const edited = (text: string, edit: Edit): string => text.replace(before(edit), () => after(edit));

/** First and last line that an edit has written, counted from 1. */
export function linesOf(text: string, edit: Edit): readonly [first: number, last: number] {
  const first = text.slice(0, text.indexOf(before(edit))).split('\n').length;
  return [first, first + after(edit).split('\n').length - 1];
}

/** The lines that contain `part`. */
export const linesWith = (text: string, part: string): readonly number[] =>
  text.split('\n').flatMap((line, index) => (line.includes(part) ? [index + 1] : []));

export const providers = ['softwareone', 'stytch', 'userhub', 'zitadel'] as const;
export type ProviderId = (typeof providers)[number];
export const providerSource = (id: ProviderId): string =>
  readFileSync(join(root, 'src', 'providers', `${id}.ts`), 'utf8');
