import type { Quota, Quotas } from '../api/limits/quota.ts';

interface WrittenQuota {
  readonly perMinute?: number;
  readonly perDay?: number;
  readonly unlimited?: true;
}

/** The limits as they are written. */
export type WrittenLimits = { readonly [Name in keyof Quotas]?: WrittenQuota };

const minute = 60;
const day = 24 * 60 * minute;

const usual: Required<Quotas> = {
  requests: { calls: 6_000, windowSeconds: minute },
  destructive: { calls: 10, windowSeconds: minute },
  destructivePerConnection: { calls: 500, windowSeconds: day },
};

/**
 * With nothing left to default. A gateway that accepts the published sandbox key reaches nothing but this machine: there only
 * what is written is limited.
 */
export function limitsOf(written: WrittenLimits = {}, sandbox: boolean): Quotas {
  const names = Object.keys(usual) as (keyof Quotas)[];
  return Object.fromEntries(
    names.flatMap((name) => {
      const given = written[name];
      if (given?.unlimited === true || (given === undefined && sandbox)) return [];
      return [[name, given === undefined ? usual[name] : quotaOf(given)]];
    }),
  );
}

const quotaOf = ({ perMinute, perDay }: WrittenQuota): Quota =>
  perMinute === undefined ? { calls: perDay ?? 0, windowSeconds: day } : { calls: perMinute, windowSeconds: minute };
