import { composeContract } from '../../src/contract/contract.ts';
import { operationsOf } from '../../src/contract/document.ts';
import type { ChannelledRequest } from '../../src/contract/wire.ts';
import { refusalOf } from '../../src/translation/classify.ts';
import type { Ask } from '../../src/translation/declare.ts';
import { askersOf, type Registered } from '../../src/translation/registered.ts';
import type { Verdict } from '../../src/translation/settlement.ts';
import { sandboxCredentials } from './gateway.ts';

/** What a look asked for on the way to its verdict. */
export interface Replayed {
  readonly asks: readonly Ask[];
  readonly verdict: Verdict<unknown>;
}

/** The looks of one provider without the engine. */
export interface Looks {
  /** Runs a look over scripted replies, as documented; `undefined` for one not found. They must be all that it asks for. */
  replay(operationId: string, asked: ChannelledRequest, replies: readonly unknown[]): Replayed;
  /** Looks at an upstream. Throws the `Problem` of a refusal that the look did not ask to be told of. */
  look(baseUrl: string, operationId: string, asked: ChannelledRequest): Promise<Verdict<unknown>>;
  /** Sends one request; answers the body, null where there is none. Throws the `Problem` of a refusal. */
  send(baseUrl: string, operationId: string, request: ChannelledRequest): Promise<unknown>;
  /** How an answer of the operation deviates from its document, whatever the documented success. */
  deviations(operationId: string, body: unknown): readonly unknown[];
}

/** Composes the looks of a provider. */
export function looksOf({ provider, document, validators }: Registered): Looks {
  const contract = composeContract(document, validators);
  const api = askersOf([...operationsOf(document as never).keys()]);
  const authorization = provider.authorize(sandboxCredentials[provider.id] ?? {});

  const begin = (operationId: string, asked: ChannelledRequest) => {
    const settlement = provider.settlements[operationId];
    if (settlement === undefined || !('look' in settlement)) throw new Error(`${operationId} has no look`);
    return settlement.look(asked as never, api as never);
  };
  /** An ask as the engine takes it: a read that its document allows. */
  const checked = (ask: Ask): Ask => {
    const { operation, checkRequest } = contract.operation(ask.operationId);
    if (operation.effect !== 'read') throw new Error(`a look asks for ${ask.operationId}, which writes`);
    const violations = checkRequest(ask.request);
    if (violations.length > 0) throw new Error(`${ask.operationId}: ${JSON.stringify(violations)}`);
    return ask;
  };
  const deviations: Looks['deviations'] = (operationId, body) => {
    const { operation, checkAnswer } = contract.operation(operationId);
    const success = [...operation.answers.keys()].find((status) => status < 300) ?? 0;
    return checkAnswer(success, body) ?? [`${operationId} has no documented success`];
  };
  const send: Looks['send'] = async (baseUrl, operationId, request) => {
    const { operation, toWire } = contract.operation(operationId);
    const { method, target, headers, body } = toWire(request);
    const given = { method, headers: { ...headers, ...authorization }, ...(body === undefined ? {} : { body }) };
    const response = await fetch(baseUrl + target, given);
    const text = await response.text();
    const parsed: unknown = text === '' ? null : JSON.parse(text);
    const answer = { status: response.status, headers: Object.fromEntries(response.headers), text };
    const failure = { provider: provider.id, operationId };
    if (!response.ok) throw refusalOf(provider, operation.effect, answer, parsed, failure);
    const isAsked = provider.identity[operationId];
    if (typeof isAsked === 'function' && !isAsked(request as never, parsed as never)) {
      throw new Error(`${operationId} answered about another object`);
    }
    return parsed;
  };
  return {
    deviations,
    send,
    replay(operationId, asked, replies) {
      const steps = begin(operationId, asked);
      const asks: Ask[] = [];
      let step = steps.next();
      while (!step.done) {
        if (asks.length === replies.length) throw new Error(`the look asks for ${step.value.operationId} as well`);
        const reply = replies[asks.length];
        if (reply === undefined && !step.value.unless.includes('not-found')) {
          throw new Error(`the look does not ask to be told when ${step.value.operationId} finds nothing`);
        }
        const bad = reply === undefined ? [] : deviations(step.value.operationId, reply);
        if (bad.length > 0) throw new Error(`not an answer of ${step.value.operationId}: ${JSON.stringify(bad)}`);
        asks.push(checked(step.value));
        step = steps.next(reply);
      }
      if (asks.length < replies.length) throw new Error(`the look asks ${asks.length} times only`);
      return { asks, verdict: step.value };
    },
    async look(baseUrl, operationId, asked) {
      const steps = begin(operationId, asked);
      let step = steps.next();
      while (!step.done) {
        const { operationId: read, request, unless } = checked(step.value);
        const reply = await send(baseUrl, read, request).catch((error: { readonly code: string }) => {
          if (!unless.some((code) => code === error.code)) throw error;
          return undefined;
        });
        step = steps.next(reply);
      }
      return step.value;
    },
  };
}
