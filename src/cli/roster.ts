import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../config/model.ts';
import type { Unloadable } from '../translation/registered.ts';
import {
  type Configured,
  configured,
  type Enforced,
  type OpenConnection,
  openOrQuarantine,
  type Reporting,
} from './connections.ts';
import type { Quarantined } from './quarantine.ts';
import { type Shared, shared } from './sharing.ts';

/** A connection that is open, as it was configured. */
export interface ServingConnection extends Shared {
  readonly configured: Configured;
  readonly open: OpenConnection;
}

/** The connections of one configuration, by id, in its order. */
export type Roster = ReadonlyMap<string, ServingConnection | Quarantined>;

/**
 * Opens the connections of a configuration. Those of an earlier one that are configured as before go on, with their open sockets
 * and what they know of their upstreams. Nothing fails: what cannot be opened is quarantined.
 */
export function openRoster(
  config: Config,
  enforced: ReadonlyMap<string, Enforced | Unloadable>,
  earlier: Roster,
  reporting: Reporting,
): Roster {
  return new Map(
    configured(config, enforced).map((each) => {
      const { id } = each.config;
      const kept = earlier.get(id);
      if (kept !== undefined && 'open' in kept && isDeepStrictEqual(kept.configured.config, each.config)) {
        return [id, kept];
      }
      if ('failure' in each) return [id, told(each, reporting)];
      const opened = openOrQuarantine(each, reporting);
      return [id, 'failure' in opened ? told(opened, reporting) : serving(each, opened)];
    }),
  );
}

function told(quarantined: Quarantined, { log }: Reporting): Quarantined {
  const { config, reason, failure } = quarantined;
  log.error({ connection: config.id, err: failure }, `connection quarantined: ${reason}`);
  return quarantined;
}

const serving = (each: Configured, open: OpenConnection): ServingConnection => ({
  configured: each,
  open,
  ...shared(open.close),
});

/** The connections of a roster that serve. */
export const servingOf = (roster: Roster): readonly ServingConnection[] =>
  [...roster.values()].filter((each): each is ServingConnection => 'open' in each);
