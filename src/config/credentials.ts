import type { Loose } from './loose.ts';

/** What is checked of a provider. */
export interface WithCredentials {
  readonly id: string;
  /** The credentials that connections are usually given. */
  readonly credentials: readonly string[];
  /** The sets of credentials that they can be given instead; none unless said. */
  readonly otherCredentials?: readonly (readonly string[])[];
  /** What is wrong with the value of a credential, in words that hold nothing of it; undefined when nothing is. */
  readonly credentialFault?: (name: string, value: string) => string | undefined;
}

/** Reports what is wrong with the credentials of a connection: they must be one of the sets, whole. */
export function checkCredentials(
  given: Loose,
  { id, credentials, otherCredentials = [], credentialFault }: WithCredentials,
  fault: (path: readonly string[], message: string) => void,
): void {
  const sets = [credentials, ...otherCredentials];
  const choice = sets.map(inWords).join('; or ');
  const sharing = (set: readonly string[]): number => set.filter((name) => Object.hasOwn(given, name)).length;
  const meant = sets.reduce((best, set) => (sharing(set) > sharing(best) ? set : best));
  if (sets.length > 1 && sharing(meant) === 0) fault([], `lacks ${choice}`);
  else for (const name of meant) if (!Object.hasOwn(given, name)) fault([], `lacks ${name}`);
  for (const [name, value] of Object.entries(given)) {
    if (!sets.some((set) => set.includes(name))) fault([name], `is not a credential of ${id}; it takes ${choice}`);
    else if (!meant.includes(name)) fault([name], `does not go with ${inWords(meant)}; ${id} takes ${choice}`);
    const wrong = typeof value === 'string' ? credentialFault?.(name, value) : undefined;
    if (wrong !== undefined) fault([name], wrong);
  }
}

const inWords = (set: readonly string[]): string => set.join(', ');
