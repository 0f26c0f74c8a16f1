import { describe, expect, test } from 'vitest';
import { type Document, membersOf, unified, upstreams } from './documents.ts';
import { changed, checker, mistakesIn, shownIn } from './examples.ts';
import { mediaOf, operationsOf } from './operations.ts';
import { namedSchemas } from './schemas.ts';

describe.each([unified, ...upstreams].map((document): [string, Document] => [document.id, document]))(
  '%s',
  (_, document) => {
    test('every named schema compiles in strict mode', () => {
      const check = checker(document);
      const schemas = namedSchemas(document);
      expect(schemas.length).toBeGreaterThan(10);
      for (const [, schema] of schemas) check(schema, null);
    });

    test('everything it shows fits the schema it is shown for', () => {
      expect(shownIn(document).length).toBeGreaterThan(40);
      expect(mistakesIn(document)).toEqual([]);
    });

    test('every body has an example, and every example a summary', () => {
      for (const { id, body, responses } of operationsOf(document)) {
        for (const content of [body, ...responses.map(([, response]) => response)]) {
          for (const [type, media] of mediaOf(document, content)) {
            const examples = membersOf(document, media, 'examples').map(([, { node }]) => node);
            expect([id, media.pointer, type, examples.length]).not.toEqual([id, media.pointer, type, 0]);
            for (const { summary } of examples)
              expect([id, type, summary]).toEqual([id, type, expect.stringMatching(/\w/)]);
          }
        }
      }
    });
  },
);

const organization = ['components', 'examples', 'organization', 'value'];
test.each([
  ['a number for a text', [...organization, 'displayName'], 7, '/displayName must be string'],
  ['a word that is not known', [...organization, 'state'], 'actve', '/state must be equal to one of'],
  ['a time without zone', [...organization, 'createTime'], '2026-01-05T08:00:00', '/createTime must match format'],
  ['an unknown field', [...organization, 'name'], 'Acme', 'must NOT have additional properties'],
  ['a parameter out of range', ['components', 'parameters', 'PageSize', 'example'], 500, 'must be <= 200'],
  ['a default out of range', ['components', 'parameters', 'PageSize', 'schema', 'default'], 0, 'must be >= 1'],
  ['a wrong header', ['components', 'headers', 'RetryAfter', 'schema', 'examples'], ['soon'], 'must be integer'],
])('%s in an example is found', (_, path, value, mistake) => {
  const mistakes = mistakesIn(changed(unified, path, value));
  expect(mistakes.length).toBeGreaterThan(0);
  for (const each of mistakes) expect(each).toContain(mistake);
});
