/** One destructive unified call on an organization of its own. */
export interface Destruction {
  /** Also the id of the connection. */
  readonly provider: string;
  /** The unified operationId. */
  readonly action: string;
  readonly organization: string;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Whether an emulator's state shows that it took effect. */
  readonly done: (state: object) => boolean;
}

/** One way to destroy something, for any organization of a provider. `State` is that of the emulator. */
export interface Way<State> {
  readonly action: string;
  readonly method: 'POST' | 'DELETE';
  /** What follows the organization's id in the path; undefined is nothing. */
  readonly below?: (state: State, organization: string) => string;
  readonly irreversible?: true;
  /** Makes a generated organization one that this can be done to. */
  readonly prepare?: (state: State, organization: string) => void;
  readonly done: (state: State, organization: string) => boolean;
}

/** The ways of a provider. */
export interface Ways<State> {
  readonly provider: string;
  readonly organizations: (state: State) => string[];
  readonly ways: readonly Way<State>[];
}

/** Prepares the organizations of a state that are not in `before` and gives each a destruction, all ways in turn. */
export function destructionsOf<State extends object>(
  { provider, organizations, ways }: Ways<State>,
  before: State,
  state: State,
): Destruction[] {
  const known = new Set(organizations(before));
  return organizations(state)
    .filter((organization) => !known.has(organization))
    .map((organization, index) => {
      const way = ways[index % ways.length];
      if (way === undefined) throw new Error(`there is no way to destroy anything of ${provider}`);
      way.prepare?.(state, organization);
      const at = `/v1/connections/${provider}/organizations/${organization}`;
      const query = way.irreversible === true ? '?acknowledge=irreversible' : '';
      return {
        provider,
        action: way.action,
        organization,
        method: way.method,
        path: `${at}${way.below?.(state, organization) ?? ''}${query}`,
        done: (after) => way.done(after as State, organization),
      };
    });
}

/** Of an organization with one member: the path to that one. */
export function memberPath(members: Readonly<Record<string, object>> = {}): string {
  const [member] = Object.keys(members);
  if (member === undefined) throw new Error('the organization has no member');
  return `/members/${member}`;
}
