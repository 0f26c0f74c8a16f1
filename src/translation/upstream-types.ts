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

/** Shown by the compiler in place of a value whose name the upstream document does not have. */
export interface NotDocumented<Name, Known> {
  readonly name: Name;
  readonly documented: Known;
}
/** Function returns escape TypeScript's excess-property check; this puts it back for the two levels where names are typed. */
export type Exact<Shape, T> = {
  [Channel in keyof T]: Channel extends keyof Shape
    ? T[Channel] extends readonly unknown[]
      ? T[Channel]
      : {
          [Name in keyof T[Channel]]: Name extends keyof NonNullable<Shape[Channel]>
            ? T[Channel][Name]
            : NotDocumented<Name, keyof NonNullable<Shape[Channel]>>;
        }
    : NotDocumented<Channel, keyof Shape>;
};
