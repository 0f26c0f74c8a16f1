import type { ServerResponse } from 'node:http';
import type { Admit } from '../../operations/mutation.ts';
import type { Statements } from '../../operations/statements.ts';
import { Problem } from '../../problem/problem.ts';
import { secondsOf, tell } from './fields.ts';
import { Leases, type Spent } from './leases.ts';
import type { Quota, Quotas, Standing } from './quota.ts';
import { countTogether } from './shared-count.ts';

/** What the limits stand on. */
export interface LimitsGround {
  /** Runs statements of their own. */
  readonly statements: Statements;
  /** A keyed digest that names nobody. */
  digest(limit: string, of: string): string;
  /** The time of day, in milliseconds since 1970. */
  now(): number;
  /** Told of every refusal, by the name of the limit. */
  refused(limit: LimitName): void;
}

export type LimitName = 'requests' | 'destructive' | 'destructive-per-connection';

/** How often callers may do what. Everything throws, or rejects with, `rate-limited`; answers tell how the caller stands. */
export interface Limits {
  /** Counts a request; only a promise where the database has to be asked. */
  request(principal: string, response: ServerResponse): void | Promise<void>;
  /** How a destructive call is counted with its intent; undefined where that is not limited. */
  destruction(principal: string, connection: string, response: ServerResponse): Admit | undefined;
}

/** Whether an operation destroys something: it needs the permission to. */
export const isDestructive = ({ permission }: { readonly permission: string | undefined }): boolean =>
  permission?.endsWith(':destroy') === true;

/** Composes the limits of a configuration. */
export function createLimits(quotas: Quotas, ground: LimitsGround): Limits {
  const { statements, digest, now, refused } = ground;
  const { requests, destructive, destructivePerConnection } = quotas;
  const leases =
    requests &&
    new Leases(
      requests,
      (principal, points) => countTogether(statements, requests, digest('requests', principal), points),
      now,
    );
  const counted = (name: LimitName, problem: Problem): Problem => {
    refused(name);
    return problem;
  };
  return {
    request(principal, response) {
      if (requests === undefined || leases === undefined) return undefined;
      const settle = ({ allowed, ...standing }: Spent): void => {
        tell(response, { name: 'requests', quota: requests, ...standing });
        if (!allowed) throw counted('requests', tooMany('requests of this caller', requests, standing.leftMs));
      };
      const spent = leases.spend(principal);
      return spent instanceof Promise ? spent.then(settle) : settle(spent);
    },
    destruction(principal, connection, response) {
      // Always in this order, so that transactions that wait for each other do not do so in a circle.
      const each = [
        { name: 'destructive', of: principal, quota: destructive, what: 'destructive calls of this caller' },
        {
          name: 'destructive-per-connection',
          of: connection,
          quota: destructivePerConnection,
          what: 'destructive calls on this connection',
        },
      ].filter((one): one is Applied => one.quota !== undefined);
      if (each.length === 0) return undefined;
      return async (transaction) => {
        const standings: Standing[] = [];
        for (const { name, of, quota, what } of each) {
          const { points, leftMs } = await countTogether(transaction, quota, digest(name, of), 1);
          if (points > quota.calls) {
            tell(response, { name, quota, remaining: 0, leftMs });
            throw counted(name, tooMany(what, quota, leftMs).with({ outcome: 'not_applied' }));
          }
          standings.push({ name, quota, remaining: quota.calls - points, leftMs });
        }
        for (const standing of standings) tell(response, standing);
      };
    },
  };
}

const tooMany = (what: string, { calls, windowSeconds }: Quota, leftMs: number): Problem =>
  new Problem('rate-limited', {
    detail: `No more than ${calls} ${what} are taken in ${windowSeconds} seconds. Nothing was sent; wait as long as Retry-After says.`,
    headers: { 'retry-after': String(secondsOf(leftMs)) },
  });

/** A limit that applies to a call. */
interface Applied {
  readonly name: LimitName;
  /** Whom it is for. */
  readonly of: string;
  readonly quota: Quota;
  readonly what: string;
}
