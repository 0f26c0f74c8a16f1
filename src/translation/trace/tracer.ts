import type { OpenAPIV3_1 } from 'openapi-types';
import { type Operation, operationsOf } from '../../contract/document.ts';
import { type GeneralPlace, generalPlace } from '../../contract/sample/general-pointer.ts';
import { type Sampler, samplerOf } from '../../contract/sample/sampler.ts';
import { answerField } from '../../contract/unified-field.ts';
import type { Steps } from '../declare.ts';
import { type AnyProvider, askersOf, type SupportedEntry, settlementOf, stepsOf } from '../registered.ts';
import { Collector } from './collector.ts';
import type { EnumNotes } from './enum-notes.ts';
import { type Attempts, explore } from './explore.ts';
import { inputSample, type KnownIds } from './input-sample.ts';
import { type MadeUpAnswers, madeUpAnswers } from './made-up.ts';
import { Pointers } from './pointers.ts';
import { type Scenario, tryOut } from './trial.ts';

/** Made-up values to try a translation on; in another world every free text and number is another one. */
export interface World {
  readonly other: boolean;
  readonly inputs: Sampler;
  readonly answers: MadeUpAnswers;
  readonly ids: KnownIds;
}

/** A world and its other one. */
export interface Worlds {
  readonly one: World;
  readonly other: World;
}

/** What was seen of one unified operation. */
export interface Seen {
  readonly answer: Collector;
  readonly settlement: Collector;
}

/** Tries out the operations of one provider. */
export class Tracer {
  readonly supported: readonly (readonly [string, SupportedEntry])[];
  readonly #provider: AnyProvider;
  readonly #document: OpenAPIV3_1.Document;
  readonly #upstream: ReadonlyMap<string, Operation>;
  readonly #pointers: Pointers;
  readonly #unified: OpenAPIV3_1.Document;
  readonly #operations: ReadonlyMap<string, Operation>;
  readonly #enums: EnumNotes;

  constructor(provider: AnyProvider, document: OpenAPIV3_1.Document, unified: OpenAPIV3_1.Document, enums: EnumNotes) {
    this.#provider = provider;
    this.#document = document;
    this.#upstream = operationsOf(document);
    this.#pointers = new Pointers(document);
    this.#unified = unified;
    this.#operations = operationsOf(unified);
    this.#enums = enums;
    this.supported = Object.entries(provider.operations).flatMap(([id, entry]) =>
      'unsupported' in entry ? [] : [[id, entry] as const],
    );
    const lacking = this.supported.flatMap(([, { upstream }]) => upstream).find((id) => !this.#upstream.has(id));
    if (lacking !== undefined) throw new Error(`${document.info.title} has no operation ${lacking}`);
  }

  world(other: boolean): World {
    const world = {
      other,
      inputs: samplerOf(this.#unified, other),
      answers: madeUpAnswers(this.#document, samplerOf(this.#document, other)),
      ids: {},
    };
    return { ...world, ids: this.#idsIn(world) };
  }

  /** The ids that the made-up answers have: what is asked for must look like them. */
  #idsIn(world: World): KnownIds {
    const first = (unifiedOperation: string, list?: string): string | undefined => {
      const [, entry] = this.supported.find(([id]) => id === unifiedOperation) ?? [];
      if (entry === undefined) return undefined;
      // The first page, in the other world as well.
      const scenario = this.#scenario(unifiedOperation, entry, { ...world, other: false });
      const { answer } = this.#attempts(stepsOf(entry), world).attempt(scenario);
      const [record] = list === undefined ? [answer] : ((answer as Record<string, object[]> | undefined)?.[list] ?? []);
      return (record as { readonly id?: string } | undefined)?.id;
    };
    return {
      organization: first('getOrganization'),
      member: first('listMembers', 'members'),
      externalAccount: first('listExternalAccounts', 'externalAccounts'),
    };
  }

  see(unifiedOperation: string, entry: SupportedEntry, { one, other }: Worlds): Seen {
    const place = this.#answerPlaces(unifiedOperation);
    const answer = new Collector(this.#pointers, (path) => place(path).pointer);
    const first = {
      scenario: this.#scenario(unifiedOperation, entry, one),
      twin: () => this.#scenario(unifiedOperation, entry, other),
    };
    const [attempts, again] = [this.#attempts(stepsOf(entry), one), this.#attempts(stepsOf(entry), other)];
    const bases = explore(first, attempts, again, answer);
    // What a write makes of a state is not what the state is called.
    if (entry.upstream.every((id) => this.#upstream.get(id)?.effect === 'read')) {
      const field = (path: readonly string[]): string | undefined =>
        place(path).forms.some(({ members }) => members !== undefined)
          ? answerField(unifiedOperation, place(path).pointer)
          : undefined;
      for (const base of bases) this.#enums.take(base, attempts.attempt, field);
    }
    return { answer, settlement: this.#settlements(answer, { one, other }) };
  }

  /** The places of a unified answer, by the way to them in what the provider answers. */
  #answerPlaces(unifiedOperation: string): (path: readonly string[]) => GeneralPlace {
    const { answers } = this.#operationOf(unifiedOperation);
    const schema = [...answers.values()].find((each) => each.schema !== undefined)?.schema;
    const known = new Map<string, GeneralPlace>();
    return (path) => {
      const names = path.map((name) => (name === 'nextCursor' ? 'nextPageToken' : name));
      const found = known.get(names.join('/')) ?? generalPlace(this.#unified, schema, names);
      known.set(names.join('/'), found);
      return found;
    };
  }

  /** Tries the looks of every write that was asked for. */
  #settlements({ calls, again }: Collector, { one, other }: Worlds): Collector {
    const collector = new Collector(this.#pointers);
    const api = askersOf([...this.#upstream.keys()]);
    for (const [operationId, call] of calls) {
      if (this.#upstream.get(operationId)?.effect !== 'write') continue;
      const settlement = settlementOf(this.#provider, operationId);
      if ('untellable' in settlement) continue;
      const look = (asked: object) => settlement.look(asked as never, api as never);
      const asking = (value: object): Scenario => ({ input: { value, places: [] }, replies: new Map() });
      const first = {
        scenario: asking(call.fullest),
        twin: () => asking(again.get(operationId)?.fullest ?? {}),
      };
      explore(first, this.#attempts(look, one), this.#attempts(look, other), collector);
    }
    return collector;
  }

  #scenario(unifiedOperation: string, entry: SupportedEntry, { inputs, ids, other }: World): Scenario {
    return {
      input: inputSample(this.#operationOf(unifiedOperation), entry.facts, ids, inputs, other),
      replies: new Map(),
    };
  }

  #attempts(start: (input: object) => Steps<unknown>, { answers }: World): Attempts {
    const { identity } = this.#provider;
    return { answers, attempt: (scenario) => tryOut(start, scenario, answers.usual, identity) };
  }

  #operationOf(unifiedOperation: string): Operation {
    const found = this.#operations.get(unifiedOperation);
    if (found === undefined) throw new Error(`openapi/orgway.yaml has no operation ${unifiedOperation}`);
    return found;
  }
}
