import type { IncomingMessage } from 'node:http';
import type { OpenAPIV3_1 } from 'openapi-types';
import type { OperationContract } from '../contract/contract.ts';
import { type Operation, resolve } from '../contract/document.ts';
import type { Violation } from '../contract/violation.ts';
import type { ChannelledRequest, WireRequest } from '../contract/wire.ts';
import type { FieldError } from '../problem/problem.ts';
import { headerParameters, parametersIn } from './headers.ts';
import { queryReader } from './query.ts';
import { refused } from './refusal.ts';
import { type BodyKind, bodyReader } from './request-body.ts';

/** A request as far as its head says what it is. */
export interface ReadHead {
  readonly request: Omit<ChannelledRequest, 'body'>;
  readonly bodyKind: BodyKind;
  /** The caller's word for a write, if any. */
  readonly acknowledge: unknown;
}

/** A request that its document allows, as it goes on. */
export interface Checked {
  readonly wire: WireRequest;
  readonly bodyKind: BodyKind;
  /** A body that was read: as it came, and its value. */
  readonly body: { readonly bytes: Buffer; readonly value: unknown } | undefined;
}

/** Reads a body of one of these media types as JSON. Throws `Problem`. */
export type JsonReader = (types: readonly string[]) => Promise<{ readonly bytes: Buffer; readonly value: unknown }>;

/** One operation of an upstream's document, as requests for it pass through. */
export interface PassingOperation {
  readonly operation: Operation;
  /** Names of the headers that the document gives its answers, lower-case. */
  readonly answerHeaders: ReadonlySet<string>;
  /** Reads what comes before the body. Throws `passthrough-refused`. */
  readHead(request: IncomingMessage, search: string, path: Readonly<Record<string, string>>): ReadHead;
  /** Reads the body, where it is looked into, and checks all of it. Throws `passthrough-refused` for what the document forbids. */
  check(head: ReadHead, readJson: JsonReader): Promise<Checked>;
}

/** More mistakes than that tell nobody anything. */
const shownMistakes = 20;

export function passingOperation(document: object, contract: OperationContract): PassingOperation {
  const { operation, checkRequest, toWire } = contract;
  const readQuery = queryReader(
    document,
    operation.parameters.filter((each) => each.in === 'query'),
  );
  const headers = headerParameters(operation.parameters);
  const bodyKindOf = bodyReader(document, operation);
  return {
    operation,
    answerHeaders: answerHeadersOf(document as OpenAPIV3_1.Document, operation),
    readHead(request, search, path) {
      const { query, acknowledge } = readQuery(search);
      const bodyKind = bodyKindOf(request);
      return { request: { path, query, header: parametersIn(request.headers, headers) }, bodyKind, acknowledge };
    },
    async check({ request, bodyKind }, readJson) {
      const body = bodyKind === 'json' ? await readJson(operation.body?.types ?? []) : undefined;
      const violations = checkRequest(body === undefined ? request : { ...request, body: body.value }).filter(
        // A body that goes on as it comes is not looked into.
        ({ pointer }) => !(bodyKind === 'stream' && /^\/body(?:\/|$)/.test(pointer)),
      );
      const [first] = violations;
      if (first !== undefined) {
        const errors = violations.slice(0, shownMistakes).map(mistake);
        throw refused(`The upstream's document forbids this ${operation.id}: ${describe(first)}.`, errors);
      }
      return { wire: toWire(request), bodyKind, body };
    },
  };
}

const describe = ({ pointer, detail }: Violation): string => `${pointer.slice(1) || 'the request'} ${detail}`;

/** Pointers into the request are those of problems: into the body, or to a parameter. */
const mistake = ({ pointer, keyword, detail }: Violation): FieldError => ({
  pointer: pointer.replace(/^\/body(?=\/|$)/, '').replace(/^\/(?=(?:path|query|header)\/)/, ''),
  code: keyword,
  detail,
});

function answerHeadersOf(document: OpenAPIV3_1.Document, { path, method }: Operation): ReadonlySet<string> {
  const responses = document.paths?.[path]?.[method.toLowerCase() as 'get']?.responses ?? {};
  const names = Object.values(responses).flatMap((each) =>
    Object.keys(resolve<OpenAPIV3_1.ResponseObject>(document, each).headers ?? {}),
  );
  return new Set(names.map((name) => name.toLowerCase()));
}
