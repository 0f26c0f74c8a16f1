import { setTimeout as wait } from 'node:timers/promises';
import type { Quota } from './quota.ts';
import type { Counted } from './shared-count.ts';

/** What became of one call. */
export interface Spent {
  readonly allowed: boolean;
  readonly remaining: number;
  readonly leftMs: number;
}

/** Counts points for a key over all replicas. */
export type Count = (key: string, points: number) => Promise<Counted>;

/** How long a call waits for one answer of the database before it is judged by what this replica knows. */
const patienceMs = 250;
/** Before the database is asked again after it has failed. */
const pauseMs = 1_000;
/** Keys that are remembered; beyond them the one seen first is forgotten, and asks again. */
const mostKeys = 10_000;

interface Account {
  /** Points that this replica may still spend. */
  leased: number;
  /** Points that nobody has leased yet, when the database was last asked. */
  common: number;
  endsAt: number;
  /** Whether the database has said that there are no more. */
  exhausted: boolean;
  /** Calls let through while the database did not answer; reported with the next lease. */
  unreported: number;
  leasing: Promise<void> | undefined;
  /** Calls that wait for a lease. */
  waiting: number;
  askAgainAt: number;
}

/**
 * A limit shared by all replicas that costs no statement per call: each replica leases a hundredth of the quota at a time, or as
 * much as calls wait for, and spends it by itself. While the database answers, no more than the quota is ever let through; a caller may be refused too early
 * by what other replicas have leased and not spent, at most two hundredths of the quota each. While it does not, every replica lets
 * through up to the quota by itself. `now`: milliseconds since 1970.
 */
export class Leases {
  readonly #quota: Quota;
  readonly #count: Count;
  readonly #now: () => number;
  readonly #step: number;
  readonly #accounts = new Map<string, Account>();

  constructor(quota: Quota, count: Count, now: () => number) {
    this.#quota = quota;
    this.#count = count;
    this.#now = now;
    this.#step = Math.ceil(quota.calls / 100);
  }

  /** Spends one point; only waits where a lease is needed first. */
  spend(key: string): Spent | Promise<Spent> {
    const account = this.#account(key);
    const spent = this.#spend(key, account);
    return spent ?? this.#patiently(key);
  }

  #account(key: string): Account {
    const now = this.#now();
    let account = this.#accounts.get(key);
    if (account === undefined) {
      if (this.#accounts.size >= mostKeys) {
        for (const oldest of this.#accounts.keys()) {
          this.#accounts.delete(oldest);
          break;
        }
      }
      account = { leasing: undefined, waiting: 0, askAgainAt: 0, ...this.#window(now) };
      this.#accounts.set(key, account);
    } else if (account.endsAt <= now) Object.assign(account, this.#window(now));
    return account;
  }

  /** Until the database has said when it ends, a window is taken to begin now. */
  #window(now: number): Omit<Account, 'leasing' | 'waiting' | 'askAgainAt'> {
    const { calls, windowSeconds } = this.#quota;
    return { leased: 0, common: calls, exhausted: false, unreported: 0, endsAt: now + windowSeconds * 1_000 };
  }

  /** Undefined where the database has to be asked first. */
  #spend(key: string, account: Account): Spent | undefined {
    if (account.leased > 0) {
      account.leased -= 1;
      // In time for the next call not to wait.
      if (account.leased < this.#step / 2 && !account.exhausted) void this.#lease(key, account);
      return this.#spent(account, true);
    }
    return account.exhausted ? this.#spent(account, false) : undefined;
  }

  async #patiently(key: string): Promise<Spent> {
    for (let answered = true; ; ) {
      const account = this.#account(key);
      const spent = this.#spend(key, account);
      if (spent !== undefined) return spent;
      if (!answered || account.askAgainAt > this.#now()) {
        const allowed = account.unreported < this.#quota.calls;
        if (allowed) account.unreported += 1;
        return this.#spent(account, allowed);
      }
      account.waiting += 1;
      answered = await Promise.race([
        this.#lease(key, account).then(() => true),
        wait(patienceMs, false, { ref: false }),
      ]);
      account.waiting -= 1;
    }
  }

  #spent({ leased, common, unreported, endsAt }: Account, allowed: boolean): Spent {
    return {
      allowed,
      remaining: allowed ? Math.max(0, leased + common - unreported) : 0,
      leftMs: endsAt - this.#now(),
    };
  }

  #lease(key: string, account: Account): Promise<void> {
    account.leasing ??= this.#leased(key, account).finally(() => {
      account.leasing = undefined;
    });
    return account.leasing;
  }

  async #leased(key: string, account: Account): Promise<void> {
    const { calls, windowSeconds } = this.#quota;
    const due = account.unreported;
    const wanted = Math.max(this.#step, account.waiting - account.leased);
    const asked = Math.min(calls, wanted) + due;
    try {
      const { points, leftMs } = await this.#count(key, asked);
      const endsAt = this.#now() + leftMs;
      // What was leased in a window that is over is over with it.
      if (endsAt - account.endsAt > windowSeconds * 500) Object.assign(account, this.#window(this.#now()));
      account.endsAt = endsAt;
      const granted = Math.max(0, Math.min(asked, calls - (points - asked)));
      account.leased += Math.max(0, granted - due);
      account.unreported = Math.max(0, account.unreported - due);
      account.common = Math.max(0, calls - points);
      account.exhausted = granted < asked || account.common === 0;
    } catch {
      account.askAgainAt = this.#now() + pauseMs;
    }
  }
}
