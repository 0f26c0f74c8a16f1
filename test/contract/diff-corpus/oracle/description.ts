import { resolve } from '../../../../src/contract/document.ts';

/** The same text whatever the order of properties. */
const orderly = (schema: object): string =>
  JSON.stringify(schema, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );

/** The text of what a document says of a schema. */
export type Describing = (schema: object | undefined) => string;

/** Everything that a document says of a schema, by text: the schema and all that it refers to. To skip what is alike in both. */
export function describing(document: object): Describing {
  const known = new WeakMap<object, string>();
  return (schema) => {
    if (schema === undefined) return '';
    const cached = known.get(schema);
    if (cached !== undefined) return cached;
    const own = orderly(schema);
    const texts = new Map<string, string>();
    const follow = (text: string): void => {
      for (const [, reference = ''] of text.matchAll(/"\$ref":"([^"]+)"/g)) {
        if (texts.has(reference)) continue;
        const found = orderly(resolve<object>(document, { $ref: reference }));
        texts.set(reference, found);
        follow(found);
      }
    };
    follow(own);
    const whole = [own, ...texts].join('\n');
    known.set(schema, whole);
    return whole;
  };
}
