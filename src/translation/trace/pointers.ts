import type { OpenAPIV3_1 } from 'openapi-types';
import { type Operation, operationsOf } from '../../contract/document.ts';
import { pointerOf } from '../../contract/recording.ts';
import { generalPointer } from '../../contract/sample/general-pointer.ts';

/** Names the places of an upstream's requests and answers, for every value they may have. */
export class Pointers {
  readonly #document: OpenAPIV3_1.Document;
  readonly #operations: ReadonlyMap<string, Operation>;
  readonly #known = new Map<string, string>();

  constructor(document: OpenAPIV3_1.Document) {
    this.#document = document;
    this.#operations = operationsOf(document);
  }

  /** A place of a request, its channel first. */
  sent(operationId: string, [channel = '', ...rest]: readonly string[]): string {
    if (channel !== 'body') return pointerOf([channel, ...rest.slice(0, 1)]);
    return `/body${this.#general(`${operationId} body`, this.#operations.get(operationId)?.body?.schema, rest)}`;
  }

  /** A place of an answer. */
  read(operationId: string, status: number, path: readonly string[]): string {
    const schema = this.#operations.get(operationId)?.answers.get(status)?.schema;
    return this.#general(`${operationId} ${status}`, schema, path);
  }

  #general(root: string, schema: object | undefined, path: readonly string[]): string {
    const key = `${root} ${path.join('/')}`;
    const known = this.#known.get(key) ?? generalPointer(this.#document, schema, path);
    this.#known.set(key, known);
    return known;
  }
}
