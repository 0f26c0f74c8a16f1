import type { Kysely } from 'kysely';
import { Problem } from '../../problem/problem.ts';
import type { Schema } from '../../storage/schema.ts';
import { chainEvents } from './chain.ts';
import type { AuditEvent } from './event.ts';
import { type ExportFormat, exportRecords } from './export.ts';
import type { SignedHead } from './head.ts';
import { type AuditFilter, type AuditPage, type AuditPageRequest, listRecords } from './list.ts';
import { createMask } from './mask.ts';
import { Notes } from './notes.ts';
import { recordEvent, recordEvents } from './outbox.ts';
import { rangeOf, type TimeRange } from './range.ts';
import { createRunner, type Runner } from './runner.ts';
import { headSigner } from './signing.ts';

/** Who asks for an export. */
export interface Exporter {
  readonly principal: string;
  readonly requestId: string;
}

/** The trail of everything that matters: append-only, hash-chained, without secrets or personal data. */
export interface AuditTrail extends Runner {
  /** An id as the trail shows it: itself where it looks like an id, otherwise a keyed hash. */
  mask(text: string): string;
  /** Tells of what the given transaction does, if and only if it is committed. */
  record(transaction: Kysely<Schema>, event: AuditEvent): Promise<void>;
  /** Tells of something by itself: it is stored when this resolves. Throws `storage-unavailable`. */
  store(event: AuditEvent): Promise<void>;
  /** Tells of what needs no proof before it is answered: kept in memory until it is stored. `key.used` is counted by the minute. */
  note(event: AuditEvent): void;
  /** The first page shows everything recorded or noted before. Throws `storage-unavailable`. */
  list(filter: AuditFilter, page: AuditPageRequest): Promise<AuditPage>;
  /** Chunks of text; recorded itself. Throws `storage-unavailable` as long as there is no chunk yet, later an `Error`. */
  exportAs(format: ExportFormat, range: TimeRange, exporter: Exporter): Promise<AsyncIterable<string>>;
  /** Vouches for everything recorded or noted before; to be kept elsewhere. Throws `storage-unavailable`. */
  head(): Promise<SignedHead & { readonly publicKey: string }>;
}

interface Composition {
  readonly db: Kysely<Schema>;
  /** 32 random bytes, the same for every replica: what ids that look like something else are hashed with. */
  readonly maskKey: Uint8Array;
  /** 32 random bytes, the same for every replica: the private key that heads are signed with. */
  readonly signingSeed: Uint8Array;
  readonly now: () => Date;
  /** Hears of the first of several failures in a row to store or chain events. */
  readonly failed: (error: unknown) => void;
}

const chainEveryMs = 200;
const noteBound = 10_000;

export function createAuditTrail({ db, maskKey, signingSeed, now, failed }: Composition): AuditTrail {
  const mask = createMask(maskKey);
  const notes = new Notes(noteBound, mask.event);
  const signer = headSigner(signingSeed);
  const work = async (last: boolean): Promise<void> => {
    await notes.flush(now(), last, (events) => recordEvents(db, events));
    await chainEvents(db);
  };
  const runner = createRunner(work, chainEveryMs, failed);
  const signed = async (range: TimeRange): Promise<SignedHead> => {
    await runner.flush();
    return signer.sign({ ...(await rangeOf(db, range)), time: now().toISOString() });
  };
  return {
    ...runner,
    mask: mask.text,
    record: (transaction, event) => recordEvent(transaction, mask.event(event), now()),
    store: (event) => stored(() => recordEvent(db, mask.event(event), now())),
    note: (event) => notes.add(event, now()),
    list: (filter, page) =>
      available(async () => {
        if (page.before === undefined) await runner.flush();
        const { organization } = filter;
        const masked = organization === undefined ? {} : { organization: mask.text(organization) };
        return listRecords(db, { ...filter, ...masked }, page);
      }),
    exportAs: (format, range, exporter) =>
      available(async () => {
        const head = await signed(range);
        const { from, to, head: digest } = head.signedHead;
        const event = { type: 'audit.exported', ...exporter, count: to - from + 1, digest } as const;
        await recordEvent(db, mask.event(event), now());
        return exportRecords(db, format, head);
      }),
    head: () => available(async () => ({ ...(await signed({})), publicKey: signer.publicKey })),
  };
}

const available = <T>(work: () => Promise<T>): Promise<T> =>
  orUnavailable(work, 'The audit trail cannot be read at this moment. Nothing is lost; try again later.');

const stored = (work: () => Promise<void>): Promise<void> =>
  orUnavailable(work, 'The audit trail cannot be written at this moment, so nothing was sent. Try again later.');

async function orUnavailable<T>(work: () => Promise<T>, detail: string): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new Problem('storage-unavailable', { detail, headers: { 'retry-after': '2' }, cause });
  }
}
