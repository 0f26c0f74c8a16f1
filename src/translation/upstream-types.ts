/** One operation as openapi-typescript writes it. */
export interface DocumentedOperation {
  readonly parameters: { readonly path?: unknown; readonly query?: unknown; readonly header?: unknown };
  readonly requestBody?: unknown;
  readonly responses: object;
}
export type Documented<Ops> = { readonly [K in keyof Ops]: DocumentedOperation };

type SuccessStatus = 200 | 201 | 202 | 204;
type Json<T> = T extends { readonly content: { readonly 'application/json': infer Body } } ? Body : null;
type Channels<P> = {
  readonly [C in keyof P as C extends 'path' | 'query' | 'header'
    ? [NonNullable<P[C]>] extends [never]
      ? never
      : C
    : never]: P[C];
};
type Body<O> = O extends { readonly requestBody: infer B }
  ? { readonly body: Json<B> }
  : O extends { readonly requestBody?: infer B }
    ? [NonNullable<B>] extends [never]
      ? unknown
      : { readonly body?: Json<NonNullable<B>> }
    : unknown;

/** What a caller of `O` supplies, channel by channel, exactly as its document says. */
export type RequestOf<O extends DocumentedOperation> = Channels<O['parameters']> & Body<O>;
/** The JSON body of the documented success answers; null where there is none. */
export type ResponseOf<O extends DocumentedOperation> = Json<O['responses'][keyof O['responses'] & SuccessStatus]>;
/** The statuses with which `O` is documented to fail. */
export type ErrorStatus<O> = O extends DocumentedOperation
  ? Exclude<keyof O['responses'], SuccessStatus | 'default'>
  : never;
/** The JSON bodies with which the operations are documented to fail. */
export type ErrorBody<Ops> = {
  [K in keyof Ops]: Ops[K] extends DocumentedOperation
    ? NonNullable<Json<Ops[K]['responses'][ErrorStatus<Ops[K]> & keyof Ops[K]['responses']]>>
    : never;
}[keyof Ops];

/** Shown by the compiler in place of a value whose name the document does not have. */
export interface NotDocumented<Name, Known> {
  readonly name: Name;
  readonly documented: Known;
}

/** The members of a union that are objects with names of their own. */
type Objects<Shape> = Exclude<Extract<Shape, object>, readonly unknown[]>;
type Names<Shape> = Shape extends unknown ? keyof Shape : never;
type At<Shape, Name> = Shape extends unknown ? (Name extends keyof Shape ? Shape[Name] : never) : never;
type Element<Shape> = Extract<Shape, readonly unknown[]>[number];

/**
 * `T` with every name that `Shape` does not have marked, at any depth. TypeScript's own check of excess properties ends where
 * an object is returned, spread or kept in a variable first; this puts it back. A shape without names takes any.
 */
export type Exact<Shape, T> = T extends readonly unknown[]
  ? { [Index in keyof T]: Exact<Element<Shape>, T[Index]> }
  : T extends object
    ? [Names<Objects<Shape>>] extends [never]
      ? T
      : {
          [Name in keyof T]: Name extends Names<Objects<Shape>>
            ? Exact<At<Objects<Shape>, Name>, T[Name]>
            : NotDocumented<Name, Names<Objects<Shape>>>;
        }
    : T;

/** Those marks alone. */
export type Undocumented<Shape, T> = T extends readonly unknown[]
  ? Undocumented<Element<Shape>, T[number]>
  : T extends object
    ? [Names<Objects<Shape>>] extends [never]
      ? never
      : {
          [Name in keyof T]-?: Name extends Names<Objects<Shape>>
            ? Undocumented<At<Objects<Shape>, Name>, T[Name]>
            : NotDocumented<Name, Names<Objects<Shape>>>;
        }[keyof T]
    : never;
