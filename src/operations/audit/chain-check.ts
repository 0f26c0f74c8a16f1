import type { BadEntry, Entry, HeadEntry, RecordEntry } from './entry.ts';
import type { ChainHead, SignedHead } from './head.ts';
import { clockToleranceMs } from './record.ts';

/** What became of a check: everything as it was written, or the first thing that is not. */
export type Verdict = Intact | Fault;

export interface Intact {
  readonly ok: true;
  readonly records: number;
  /** The first and the last record; `to` is the one before `from` when there are none. */
  readonly from: number;
  readonly to: number;
}

export interface Fault {
  readonly ok: false;
  /** Line of the export, counted from 1; where something is missing, the line that stands in its place. */
  readonly line: number;
  /** The record that is bad or missing. */
  readonly seq?: number;
  readonly reason: string;
}

/** A record and the line it stands in. */
interface Placed extends RecordEntry {
  readonly line: number;
}

/** A record does not follow from the one above it; only the line below them tells which of the two was altered. */
interface Doubt {
  readonly above: Placed;
  readonly below: Placed;
}

const altered = 'it is not what was written: it was altered or put in';
const rewritten = 'the saved head vouches for another one: this record, or one before it, was written anew';

/** Follows the chain through an export, line by line, to its signed head. */
export class ChainCheck {
  readonly #distrust: (signed: SignedHead) => string | undefined;
  readonly #saved: ChainHead | undefined;
  #lines = 0;
  #first: Placed | undefined;
  #last: Placed | undefined;
  /** The latest time so far, in milliseconds. */
  #latest = 0;
  #doubt: Doubt | undefined;
  #fault: Fault | undefined;
  #head: ChainHead | undefined;

  /** `distrust` says what speaks against a signed head. */
  constructor(distrust: (signed: SignedHead) => string | undefined, saved: ChainHead | undefined) {
    this.#distrust = distrust;
    this.#saved = saved;
  }

  take(line: number, entry: Entry): void {
    this.#lines = line;
    if (this.#head !== undefined) this.#blame(line, undefined, 'something follows the signed head');
    else if (entry.kind === 'head') this.#takeHead(line, entry);
    // After a fault only the head matters: it may show that something is wrong already before.
    else if (this.#fault === undefined && entry.kind === 'record') this.#takeRecord({ ...entry, line });
    else if (this.#fault === undefined && entry.kind === 'bad') this.#takeBad(line, entry);
  }

  verdict(): Verdict {
    this.#settle(undefined);
    if (this.#head === undefined) {
      this.#blame(this.#lines + 1, this.#next(), 'the export ends without a signed head: it was cut off');
    }
    const { from = 1, to = 0 } = this.#head ?? {};
    return this.#fault ?? { ok: true, records: to - from + 1, from, to };
  }

  #takeBad(line: number, { instead, reason }: BadEntry): void {
    this.#settle(undefined);
    this.#blame(line, instead === 'record' ? this.#next() : undefined, reason);
  }

  #takeRecord(record: Placed): void {
    const above = this.#last;
    this.#first ??= record;
    if (this.#doubt !== undefined) {
      this.#settle(record.prev);
    } else if (above !== undefined && isDoubtful(above, record)) {
      this.#doubt = { above, below: record };
    } else if (above !== undefined && record.seq !== above.seq + 1) {
      this.#blame(record.line, above.seq + 1, `record ${record.seq} stands in its place`);
    } else if (record.time < this.#latest - clockToleranceMs) {
      this.#blame(record.line, record.seq, 'its time lies more than 5 seconds before that of a record above it');
    } else if (this.#contradictsSaved(record)) {
      this.#blame(record.line, record.seq, rewritten);
    } else {
      this.#last = record;
      this.#latest = Math.max(this.#latest, record.time);
    }
  }

  #contradictsSaved({ seq, prev, hash }: Placed): boolean {
    const saved = this.#saved;
    if (saved === undefined) return false;
    return (seq === saved.from && prev !== saved.prev) || (seq === saved.to && hash !== saved.head);
  }

  #takeHead(line: number, { signed }: HeadEntry): void {
    const reason = this.#distrust(signed);
    this.#settle(reason === undefined ? signed.signedHead.head : undefined);
    if (reason !== undefined) {
      this.#blame(line, undefined, reason);
      return;
    }
    this.#head = signed.signedHead;
    this.#checkStart(signed.signedHead);
    this.#checkEnd(line, signed.signedHead);
    if (this.#saved !== undefined) this.#checkReach(line, signed.signedHead, this.#saved);
  }

  /** The first record can be judged only now, and what is wrong with it comes before anything found since. */
  #checkStart({ from, prev }: ChainHead): void {
    const first = this.#first;
    if (first === undefined) return;
    const { line, seq } = first;
    if (seq === from && first.prev === prev) return;
    if (this.#fault !== undefined && this.#fault.line <= line) return;
    const reason = seq === from ? altered : `record ${seq} stands in its place`;
    this.#fault = { ok: false, line, seq: from, reason };
  }

  #checkEnd(line: number, { from, to, prev, head }: ChainHead): void {
    const { seq, hash } = this.#last ?? { seq: from - 1, hash: prev };
    if (seq < to) this.#blame(line, seq + 1, 'it is missing');
    else if (seq > to) this.#blame(line - (seq - to), to + 1, 'the signed head does not cover it: it was put in');
    else if (hash !== head) this.#blame(this.#last?.line ?? line, this.#last?.seq, altered);
  }

  #checkReach(line: number, { from, to, prev }: ChainHead, saved: ChainHead): void {
    const start = this.#first?.line ?? line;
    if (to < saved.to) this.#blame(line, to + 1, `it is missing: the saved head reaches to record ${saved.to}`);
    else if (from > saved.to + 1) {
      this.#blame(start, undefined, `the export cannot be compared: the saved head ends before, at record ${saved.to}`);
    } else if (from === saved.to + 1 && prev !== saved.head) this.#blame(start, from, rewritten);
  }

  /** Ends a doubt: `vouched` is the hash that the next line gives for the lower of the two records. */
  #settle(vouched: string | undefined): void {
    if (this.#doubt === undefined) return;
    const { above, below } = this.#doubt;
    const { line, seq } = vouched === below.hash ? above : below;
    this.#doubt = undefined;
    this.#blame(line, seq, altered);
  }

  /** The record that should come next. */
  #next(): number | undefined {
    return this.#last === undefined ? undefined : this.#last.seq + 1;
  }

  #blame(line: number, seq: number | undefined, reason: string): void {
    this.#fault ??= { ok: false, line, ...(seq === undefined ? {} : { seq }), reason };
  }
}

/** Whether a record denies the one above it, but may be right to: it has the place after it, or claims the very same. */
const isDoubtful = (above: Placed, { seq, prev, hash }: Placed): boolean =>
  prev !== above.hash && (seq === above.seq + 1 || (seq === above.seq && hash !== above.hash));
