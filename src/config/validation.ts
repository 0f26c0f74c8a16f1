import { type ResponseMode, usualValidation, type Validation } from '../contract/mode.ts';
import { type Loose, objectOf } from './loose.ts';

interface WrittenModes {
  readonly request?: 'enforce';
  readonly response?: ResponseMode;
}

/** How the answers of a connection are checked, as it is written. */
export interface WrittenValidation extends WrittenModes {
  readonly operations?: Readonly<Record<string, WrittenModes>>;
}

/** With nothing left to default. */
export function validationOf({
  response = usualValidation.response,
  operations = {},
}: WrittenValidation = {}): Validation {
  return {
    response,
    operations: Object.fromEntries(
      Object.entries(operations).map(([id, modes]) => [id, { response: modes.response ?? response }]),
    ),
  };
}

/** What is checked of a provider. */
interface KnownProvider {
  readonly id: string;
  readonly operations: Readonly<Record<string, object>>;
}

/** Reports what is wrong with the modes of all connections. */
export function checkValidations(
  { connections }: Loose,
  providers: readonly KnownProvider[],
  fault: (path: readonly string[], message: string) => void,
): void {
  for (const [id, connection] of Object.entries(objectOf(connections))) {
    const { provider, validation } = objectOf(connection);
    const at = ['connections', id, 'validation'];
    const { operations, ...modes } = objectOf(validation);
    checkModes(modes, (name, message) => fault([...at, name], message));
    const known = providers.find((each) => each.id === provider);
    for (const [operation, of] of Object.entries(objectOf(operations))) {
      const place = [...at, 'operations', operation];
      checkModes(objectOf(of), (name, message) => fault([...place, name], message));
      if (known === undefined) continue;
      const ids = upstreamOperations(known);
      if (!ids.includes(operation))
        fault(place, `is no upstream operation of ${known.id}; there are ${ids.join(', ')}`);
    }
  }
}

const responseModes = ['enforce', 'report', 'off'];

function checkModes({ request, response }: Loose, fault: (name: string, message: string) => void): void {
  if (request !== undefined && request !== 'enforce') {
    fault('request', 'can only be enforce: requests are always checked, whatever the mode');
  }
  if (response !== undefined && !(typeof response === 'string' && responseModes.includes(response))) {
    fault('response', `must be one of ${responseModes.join(', ')}`);
  }
}

/** The upstream operations that a provider's translation makes use of. */
const upstreamOperations = ({ operations }: KnownProvider): readonly string[] =>
  [
    ...new Set(
      Object.values(operations).flatMap((entry) =>
        'upstream' in entry && Array.isArray(entry.upstream) ? (entry.upstream as readonly string[]) : [],
      ),
    ),
  ].sort();
