import { createHash } from 'node:crypto';
import type { ValidateFunction } from 'ajv';
import type { OpenAPIV3_1 } from 'openapi-types';
import { type Operation, operationsOf } from './document.ts';
import { escaped, type Violation, violationsOf } from './violation.ts';
import { type ChannelledRequest, type WireRequest, wireWriter } from './wire.ts';

/** One upstream operation as enforced at run time. */
export interface OperationContract {
  readonly operation: Operation;
  readonly toWire: (request: ChannelledRequest) => WireRequest;
  /** Header parameters of the document, lower-case. */
  readonly headers: ReadonlySet<string>;
  /** Deviations of a request from the document; a request with any must not be sent. */
  checkRequest(request: ChannelledRequest): readonly Violation[];
  /** Deviations of an answer from the document; `undefined` when the document does not know the status. */
  checkAnswer(status: number, body: unknown): readonly Violation[] | undefined;
}

/** An upstream document as enforced at run time, for the operations a provider uses. */
export interface Contract {
  readonly document: object;
  readonly title: string;
  readonly version: string;
  /** SHA-256 of the document, in hexadecimal. */
  readonly digest: string;
  /** Every operation that has validators: all that the document has. */
  readonly operations: readonly OperationContract[];
  /** The contract of one operation; throws an `Error` at start when the provider names one that has no validators. */
  operation(id: string): OperationContract;
}

export type Validators = Readonly<Record<string, ValidateFunction>>;

/** Composes the contract of one document from its ahead-of-time compiled validators. */
export function composeContract(document: object, validators: Validators): Contract {
  const description = document as OpenAPIV3_1.Document;
  const composed = new Map<string, OperationContract>();
  for (const operation of operationsOf(description).values()) {
    const request = validators[`${operation.id}_request`];
    if (request !== undefined) composed.set(operation.id, contractOf(operation, request, validators));
  }
  return {
    document,
    title: description.info.title,
    version: description.info.version,
    digest: createHash('sha256').update(JSON.stringify(document)).digest('hex'),
    operations: [...composed.values()],
    operation(id) {
      const found = composed.get(id);
      if (found === undefined)
        throw new Error(`${description.info.title} has no compiled operation ${id}; run "npm run generate"`);
      return found;
    },
  };
}

function contractOf(operation: Operation, request: ValidateFunction, validators: Validators): OperationContract {
  const answers = new Map(
    [...operation.answers.keys()].map((status) => [status, validators[`${operation.id}_${status}`]]),
  );
  return {
    operation,
    toWire: wireWriter(operation),
    headers: new Set(operation.parameters.filter((each) => each.in === 'header').map(({ name }) => name.toLowerCase())),
    checkRequest: (given) => (request(given) ? dotSegments(given) : violationsOf(request.errors)),
    checkAnswer(status, body) {
      if (!answers.has(status)) return undefined;
      const validate = answers.get(status);
      return validate === undefined || validate(body) ? none : violationsOf(validate.errors);
    },
  };
}

const none: readonly Violation[] = [];

/** Percent-encoding cannot hide a dot segment: servers and intermediaries resolve it, and the call would hit another resource. */
function dotSegments({ path = {} }: ChannelledRequest): readonly Violation[] {
  for (const name in path) {
    if (path[name] === '.' || path[name] === '..') {
      const detail = 'must not be a dot segment';
      return [{ pointer: `/path/${escaped(name)}`, keyword: 'dot-segment', detail }];
    }
  }
  return none;
}
