import { ConfigRefused, readConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/model.ts';

const providers: Parameters<typeof readConfig>[1] = [
  { id: 'stytch', credentials: ['projectId', 'secret'], operations: {} },
  {
    id: 'userhub',
    credentials: ['adminApiKey'],
    operations: {
      getOrganization: { upstream: ['GetOrganization'] },
      deleteOrganization: { upstream: ['GetOrganization', 'DeleteOrganization'] },
      listMembers: { unsupported: 'No.' },
    },
  },
];
type Environment = Readonly<Record<string, string | undefined>>;
/** Of no key. */
export const digest = 'a'.repeat(64);
/** A reference to a name of the environment. */
export const ref = (name: string): string => `\${${name}}`;

/** Reads a file where two providers are known, and where `API_KEY` is a credential. */
export const read = (text: string, environment: Environment = {}): Config =>
  readConfig(text, providers, { API_KEY: 'key', ...environment });

/** The faults of a file, as `line pointer message`. */
export function faultsOf(text: string, environment: Environment = {}): string[] {
  try {
    read(text, environment);
  } catch (error) {
    if (!(error instanceof ConfigRefused)) throw error;
    return error.faults.map(({ line, pointer, message }) => `${line} ${pointer} ${message}`);
  }
  return [];
}

/** A file with only what is needed. */
export const small = `auth: { apiKeys: [{ name: ci, sha256: ${digest}, permissions: [admin], connections: all }] }
connections:
  main:
    provider: userhub
    baseUrl: https://api.userhub.example
    credentials: { adminApiKey: '${ref('API_KEY')}' }
`;
/** The smallest file with another base URL, on line 5, and more in its connection after it. */
export const at = (baseUrl: string, more = ''): string =>
  small.replace('https://api.userhub.example', `${baseUrl}\n${more}`);
export const allowed = '    allowPrivateNetwork: true';
