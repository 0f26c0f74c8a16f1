/**
 * What becomes of answers that break their document. `report`: refused where the translation uses what is wrong, otherwise passed on
 * and put on record. `enforce`: always refused. `off`: not checked at all.
 */
export type ResponseMode = 'enforce' | 'report' | 'off';

/** How the answers of one connection are checked. Requests always are. */
export interface Validation {
  readonly response: ResponseMode;
  /** Upstream operations that are checked otherwise, by operationId. */
  readonly operations: Readonly<Record<string, { readonly response: ResponseMode }>>;
}

export const usualValidation: Validation = { response: 'report', operations: {} };

export const responseModeOf = ({ response, operations }: Validation, operationId: string): ResponseMode =>
  (Object.hasOwn(operations, operationId) ? operations[operationId]?.response : undefined) ?? response;
