import type { OpenAPIV3_1 } from 'openapi-types';
import { beforeAll, expect, test } from 'vitest';
import type { Change, Level } from '../../../src/contract/diff/report.ts';
import { providers } from '../../../src/generated/providers.ts';
import type { Registered } from '../../../src/translation/registered.ts';
import { type Edit, spread } from './edits/edit.ts';
import { editsOf } from './edits/edits.ts';
import { changesIn, inWords, operationsOf } from './engine.ts';
import type { Expectation } from './expectations/expectation.ts';
import { expectations } from './expectations/index.ts';
import { knowledgeOf } from './oracle/knowledge.ts';
import { type Broken, judgeOf } from './oracle/verdict.ts';
import { applySteps } from './pointer-edit.ts';
import { type Judged, measured, table } from './score.ts';

// The engine is judged by execution: what an edit breaks is found out by running the old translation against answers that the
// edited document allows, and by giving the requests that it builds to validators of the edited document.

/** Edits of each provider that are tried; `CORPUS=all` tries every one that can be generated. */
const mostEdits = process.env.CORPUS === 'all' ? Number.POSITIVE_INFINITY : 124;

const levels: readonly Level[] = ['breaking', 'risky', 'harmless'];

/** What is to be said of changes in one word each: the gravest level, among the used ones where there are any. */
function told(
  changes: readonly Change[],
): Omit<Expectation['expected'], 'unifiedOperations'> & { readonly unifiedOperations: readonly string[] } {
  const inUse = changes.filter(({ used }) => used);
  const all = inUse.length > 0 ? inUse : changes;
  const level = levels.find((each) => all.some((change) => change.level === each)) ?? 'none';
  const gravest = inUse.filter((change) => change.level === level);
  const unifiedFields = [...new Set(gravest.flatMap((change) => change.unifiedFields))].sort();
  return { level, used: inUse.length > 0, unifiedOperations: operationsOf(gravest), unifiedFields };
}

const sorted = ({ unifiedFields, ...expected }: Expectation['expected']): object => ({
  ...expected,
  unifiedOperations: [...expected.unifiedOperations].sort(),
  ...(unifiedFields === undefined ? {} : { unifiedFields: [...unifiedFields].sort() }),
});

/** Judges the engine on one provider's document, by what people expect and by execution. */
export function judgedByCorpus(id: string): void {
  const registered = registeredAs(id);
  const document = registered.document as OpenAPIV3_1.Document;
  const handWritten = expectations[id] ?? [];
  const edited = ({ steps }: Expectation): OpenAPIV3_1.Document => {
    const copy = structuredClone(document);
    applySteps(copy, steps);
    return copy;
  };
  let judge: (edited: OpenAPIV3_1.Document) => Promise<Broken>;
  beforeAll(async () => {
    judge = judgeOf(await knowledgeOf(registered));
  }, 120_000);

  test('there are enough expectations, and each has a name of its own', () => {
    expect(handWritten.length).toBeGreaterThanOrEqual(10);
    expect(new Set(handWritten.map(({ name }) => name)).size).toBe(handWritten.length);
  });

  test.each(handWritten)('expected: $name', (each) => {
    const changes = changesIn(registered, edited(each));
    expect(told(changes), inWords(changes)).toMatchObject(sorted(each.expected));
  });

  test.each(handWritten)('run: $name', async (each) => {
    const broken = await judge(edited(each));
    const { level, used, unifiedOperations } = each.expected;
    const expected = used && level === 'breaking' ? [...unifiedOperations].sort() : [];
    expect([...broken.keys()].sort(), [...broken].join('\n')).toEqual(expected);
  });

  test('every edit that breaks something is reported against the right operations, and no other as breaking', async () => {
    const all = spread<Edit>(editsOf(document), mostEdits);
    const judged: Judged[] = [];
    for (const each of all) {
      const newer = each.apply(document);
      const changes = changesIn(registered, newer);
      const reported = changes.filter(({ used, level }) => used && level === 'breaking');
      const broken = await judge(newer);
      judged.push({
        edit: each,
        broken,
        reported: operationsOf(reported),
        used: changes.some(({ used }) => used),
        words: inWords(changes),
      });
    }
    const { precision, recall, faults } = measured(judged);
    process.stdout.write(`${id}: ${table(judged)}\n`);
    expect(all.length).toBeGreaterThanOrEqual(120);
    expect(faults.join('\n')).toBe('');
    expect({ precision, recall }).toEqual({ precision: 1, recall: 1 });
  }, 300_000);
}

function registeredAs(id: string): Registered {
  const found = providers.find(({ provider }) => provider.id === id);
  if (found === undefined) throw new Error(`there is no provider ${id}`);
  return found;
}
