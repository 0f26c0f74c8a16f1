import { Problem } from '../problem/problem.ts';
import { isGranted, type Principal } from './access/principal.ts';
import type { GatewayConnection } from './gateway.ts';
import type { PageTokens } from './page-token.ts';

/** What one caller may see of the gateway. Everything else is not there for them: it is answered as what does not exist. */
export interface Granted {
  readonly principal: Principal;
  /** Their page tokens: those of others are of no use to them. */
  readonly pageTokens: PageTokens;
  /** The connections they may use. */
  readonly connections: readonly GatewayConnection[];
  /** Ids of those, for whatever is selected by connection; undefined is no restriction. */
  readonly scope: readonly string[] | undefined;
  /** One of those connections. Throws `unknown-connection`. */
  connection(id: string | undefined): GatewayConnection;
  /** Whether they may see what belongs to a connection, which may not be configured any more. */
  sees(connection: string): boolean;
}

/** What is granted out of. */
interface Whole {
  readonly connections: ReadonlyMap<string, GatewayConnection>;
  readonly pageTokens: PageTokens;
}

/** `withheld` is told of every connection that was asked for, is there, and is not shown. */
export function granted(
  { connections, pageTokens }: Whole,
  principal: Principal,
  withheld: (connection: string) => void,
): Granted {
  const sees = (connection: string): boolean => {
    if (isGranted(principal, connection)) return true;
    withheld(connection);
    return false;
  };
  return {
    principal,
    pageTokens: {
      seal: (cursor, query) => pageTokens.seal(cursor, [principal.id, query]),
      open: (token, query) => pageTokens.open(token, [principal.id, query]),
    },
    get connections() {
      return [...connections.values()].filter(({ id }) => isGranted(principal, id));
    },
    get scope() {
      return principal.connections === 'all' ? undefined : [...principal.connections];
    },
    connection(id = '') {
      const found = connections.get(id);
      if (found === undefined || !sees(id)) throw new Problem('unknown-connection');
      return found;
    },
    sees,
  };
}
