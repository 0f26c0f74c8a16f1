import { Problem } from '../problem/problem.ts';
import { isGranted, type Principal } from './access/principal.ts';
import type { GatewayConnection } from './gateway.ts';
import type { PageTokens } from './page-token.ts';

/** What is granted out of. */
interface Whole {
  readonly connections: ReadonlyMap<string, GatewayConnection>;
  readonly pageTokens: PageTokens;
}

/**
 * What one caller may see of the gateway. Everything else is not there for them: it is answered as what does not exist.
 *
 * A class, because there is one for each request: an object literal with getters gets a hidden class of its own each time, which
 * the engine keeps among what lives for long, and with it all that its closures know of the request.
 */
export class Granted {
  readonly principal: Principal;
  readonly #whole: Whole;
  readonly #withheld: (connection: string) => void;

  /** `withheld` is told of every connection that was asked for, is there, and is not shown. */
  constructor(whole: Whole, principal: Principal, withheld: (connection: string) => void) {
    this.principal = principal;
    this.#whole = whole;
    this.#withheld = withheld;
  }

  /** Their page tokens: those of others are of no use to them. */
  get pageTokens(): PageTokens {
    const { pageTokens } = this.#whole;
    const { id } = this.principal;
    return {
      seal: (cursor, query) => pageTokens.seal(cursor, [id, query]),
      open: (token, query) => pageTokens.open(token, [id, query]),
    };
  }

  /** The connections they may use. */
  get connections(): readonly GatewayConnection[] {
    return [...this.#whole.connections.values()].filter(({ id }) => isGranted(this.principal, id));
  }

  /** Ids of those, for whatever is selected by connection; undefined is no restriction. */
  get scope(): readonly string[] | undefined {
    const { connections } = this.principal;
    return connections === 'all' ? undefined : [...connections];
  }

  /** One of those connections. Throws `unknown-connection`. */
  connection(id = ''): GatewayConnection {
    const found = this.#whole.connections.get(id);
    if (found === undefined || !this.sees(id)) throw new Problem('unknown-connection');
    return found;
  }

  /** Whether they may see what belongs to a connection, which may not be configured any more. */
  sees(connection: string): boolean {
    if (isGranted(this.principal, connection)) return true;
    this.#withheld(connection);
    return false;
  }
}
