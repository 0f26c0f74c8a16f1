/** A constant of a filter. `quoted` matters: an id without quotes matches nothing. `null` stands for `null()`. */
export type Constant = { readonly text: string; readonly quoted: boolean } | null;

export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le' | 'like' | 'ilike';

/** A parsed RQL filter; paths are still as the client wrote them. */
export type Expression =
  | { readonly kind: 'and' | 'or'; readonly items: readonly Expression[] }
  | { readonly kind: 'not'; readonly item: Expression }
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly path: string; readonly value: Constant }
  | {
      readonly kind: 'list';
      readonly operator: 'in' | 'out';
      readonly path: string;
      readonly values: readonly NonNullable<Constant>[];
    }
  | {
      readonly kind: 'collection';
      readonly operator: 'any' | 'all';
      readonly path: string;
      readonly item?: Expression;
    };

/** What is wrong with a query; becomes `errors: { [property]: [message] }` of a 400. */
export class QueryMistake extends Error {
  readonly property: string;

  constructor(property: string, message: string) {
    super(message);
    this.property = property;
  }
}
