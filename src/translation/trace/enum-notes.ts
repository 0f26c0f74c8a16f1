import type { SamplePlace } from '../../contract/sample/sampler.ts';
import { replacedAt, unlistedMember, valueAt } from '../../contract/sample/variants.ts';
import type { EnumTrace } from '../../contract/trace.ts';
import { differences } from './differences.ts';
import type { Scenario, Trial } from './trial.ts';

/** What came of an answer that has a member of an enumeration in one place. */
interface Note {
  readonly member: string;
  readonly trial: Trial;
}

/** Takes down what becomes of the members of the upstream's enumerations. */
export class EnumNotes {
  /** By the names of both places. The first note of a member counts. */
  readonly #tables = new Map<string, Map<string, Map<string, string>>>();

  /**
   * Tries every member in every enumeration that a trial has read. `field` names the places of the unified answer that have an
   * enumeration too.
   */
  take(
    { scenario, calls }: Trial,
    attempt: (scenario: Scenario) => Trial,
    field: (path: readonly string[]) => string | undefined,
  ): void {
    for (const [number, { reply, reads }] of calls.entries()) {
      if (typeof reply === 'string') continue;
      for (const place of reply.places) {
        if (place.form.members === undefined || !reads.has(place.path.join('/'))) continue;
        const notes = [...place.form.members, unlistedMember].map((member) => {
          const other = { ...reply, value: replacedAt(reply.value, place.path, member) };
          const replies = new Map(scenario.replies).set(number, other);
          return { member: String(member), trial: attempt({ ...scenario, replies }) };
        });
        this.#note(place, notes, field);
      }
    }
  }

  #note({ name }: SamplePlace, notes: readonly Note[], field: (path: readonly string[]) => string | undefined): void {
    const answered = notes.filter(({ trial }) => trial.end === 'answered');
    const paths = answered.flatMap(({ trial }) => [...differences(answered[0]?.trial.answer, trial.answer)]);
    for (const [unified, path] of new Map(paths.map((each) => [field(each), each]))) {
      if (unified === undefined) continue;
      for (const { member, trial } of notes) {
        const becomes = trial.end === 'answered' ? valueAt(trial.answer, path) : trial.end;
        const listed = member !== unlistedMember;
        if (listed && typeof becomes === 'string' && trial.end !== 'failed') this.#set(name, unified, member, becomes);
      }
    }
  }

  #set(upstream: string, unified: string, member: string, becomes: string): void {
    const tables = this.#tables.get(upstream) ?? new Map<string, Map<string, string>>();
    this.#tables.set(upstream, tables);
    const table = tables.get(unified) ?? new Map<string, string>();
    tables.set(unified, table);
    if (!table.has(member)) table.set(member, becomes);
  }

  toTraces(): readonly EnumTrace[] {
    return [...this.#tables].flatMap(([upstream, tables]) =>
      [...tables].map(([unified, members]) => ({
        upstream,
        unified,
        members: Object.fromEntries([...members].sort()),
      })),
    );
  }
}
