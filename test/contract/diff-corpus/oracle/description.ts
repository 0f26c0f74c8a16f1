import { resolve } from '../../../../src/contract/document.ts';

/** The text of what a document says of a schema. */
export type Describing = (schema: object | undefined) => string;

/** Everything that a document says of a schema, by text: the schema and all that it refers to. To skip what is alike in both. */
export function describing(document: object): Describing {
  const known = new Map<string, string>();
  return (schema) => {
    if (schema === undefined) return '';
    const own = JSON.stringify(schema);
    const cached = known.get(own);
    if (cached !== undefined) return cached;
    const texts = new Map<string, string>();
    const follow = (text: string): void => {
      for (const [, reference = ''] of text.matchAll(/"\$ref":"([^"]+)"/g)) {
        if (texts.has(reference)) continue;
        const found = JSON.stringify(resolve<object>(document, { $ref: reference }));
        texts.set(reference, found);
        follow(found);
      }
    };
    follow(own);
    const whole = [own, ...texts].join('\n');
    known.set(own, whole);
    return whole;
  };
}
