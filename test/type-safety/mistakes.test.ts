import { beforeAll, describe, expect, test } from 'vitest';
import { type Complaint, complaintsOf } from './compile.ts';
import { further, type Mistake, right, seeded, unknownNames } from './mistakes.ts';
import { edited, linesOf, linesWith, places, providerSource, providers } from './variants.ts';

const all: readonly Mistake[] = [...seeded, ...further, ...unknownNames, ...right];
const sources = new Map(providers.map((id) => [id, providerSource(id)]));
const sourceOf = ({ provider }: Pick<Mistake, 'provider'>): string => sources.get(provider) ?? '';
const pathOf = (mistake: Mistake): string => `src/providers/${mistake.provider}.mistake-${all.indexOf(mistake)}.ts`;
const untouched = (id: string): string => `src/providers/${id}.untouched.ts`;

let complaints: ReadonlyMap<string, readonly Complaint[]>;
beforeAll(() => {
  complaints = complaintsOf(
    new Map([
      ...[...sources].map(([id, text]) => [untouched(id), text] as const),
      ...all.map((mistake) => [pathOf(mistake), edited(sourceOf(mistake), mistake.edit)] as const),
    ]),
  );
}, 240_000);

test.each(providers)('nothing is said of %s as it is', (id) => {
  expect(complaints.get(untouched(id))).toEqual([]);
});

describe.each([
  { what: 'seeded mistake', mistakes: seeded },
  { what: 'further mistake', mistakes: further },
  { what: 'unknown name', mistakes: unknownNames },
])('$what', ({ mistakes }) => {
  test.each(mistakes)('$title', (mistake) => {
    expect(places(sourceOf(mistake), mistake.edit)).toBe(1);
    const said = complaints.get(pathOf(mistake)) ?? [];
    expect(said.length).toBeGreaterThanOrEqual(1);
    expect(said.length).toBeLessThanOrEqual(2);
    const messages = said.filter(({ line }) => linesToName(mistake).includes(line)).map(({ message }) => message);
    for (const words of mistake.says) expect(messages.join('\n'), JSON.stringify(said)).toContain(words);
  });
});

test.each(right)('nothing is said of $title', (change) => {
  expect(places(sourceOf(change), change.edit)).toBe(1);
  expect(complaints.get(pathOf(change))).toEqual([]);
});

test('the mistakes are the 22 of the design and more', () => {
  expect(seeded).toHaveLength(22);
});

/** Where the compiler should point: the edited lines with their neighbours, or the line of the declaration. */
function linesToName({ provider, edit, at }: Mistake): readonly number[] {
  const text = sourceOf({ provider });
  if (at !== undefined) return linesWith(edited(text, edit), at);
  const [first, last] = linesOf(text, edit);
  return Array.from({ length: last - first + 3 }, (_, index) => first - 1 + index);
}
