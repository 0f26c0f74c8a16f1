import type { Command } from 'commander';
import { type Dispatcher, request } from 'undici';

/** What a gateway is asked for: names of query parameters and their values; what is undefined is left out. */
export type Query = Readonly<Record<string, string | undefined>>;

/** The API of a running gateway. Everything throws an `Error` that says in one sentence what to do. */
export interface ApiClient {
  /** Calls an operation and answers its JSON body. */
  call(method: 'GET' | 'POST', path: string, query?: Query): Promise<unknown>;
  /** A body in chunks as it comes. Breaking off throws while it is read. */
  download(path: string, query?: Query): Promise<AsyncIterable<Uint8Array>>;
}

/** What a command needs to be told about the gateway. */
export interface ApiOptions {
  readonly url: string;
}

/** Adds the options by which a command finds the gateway. */
export const withApiOptions = (command: Command): Command =>
  command
    .option('--url <url>', 'the gateway (ORGWAY_URL)', process.env.ORGWAY_URL ?? 'http://127.0.0.1:8080')
    .addHelpText('after', '\nEnvironment: ORGWAY_API_KEY, ORGWAY_URL (http://127.0.0.1:8080).');

/** The API under the options of a command; ends the process with status 2 when they are wrong. */
export function apiOf({ url }: ApiOptions, command: Command): ApiClient {
  const key = process.env.ORGWAY_API_KEY ?? '';
  if (key === '')
    command.error('error: set ORGWAY_API_KEY to an API key of the gateway; that of the sandbox is orgway_sandbox');
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    command.error(`error: the address '${url}' is no http or https URL`);
  return createApiClient(url, key);
}

/** `key`: an API key of the gateway. */
export function createApiClient(url: string, key: string): ApiClient {
  const send = async (method: 'GET' | 'POST', path: string, query: Query = {}): Promise<Dispatcher.ResponseData> => {
    const target = new URL(url.replace(/\/$/, '') + path);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) target.searchParams.set(name, value);
    }
    const answer = await request(target, { method, headers: { authorization: `Bearer ${key}` } }).catch((error) => {
      throw unreachable(url, error);
    });
    if (answer.statusCode >= 200 && answer.statusCode < 300) return answer;
    throw refused(url, answer.statusCode, await answer.body.text());
  };
  return {
    async call(method, path, query) {
      const { body } = await send(method, path, query);
      return body.json();
    },
    async download(path, query) {
      const { body } = await send('GET', path, query);
      return whole(body);
    },
  };
}

async function* whole(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    throw new Error('the answer broke off, so it is not complete; try again', { cause });
  }
}

function unreachable(url: string, cause: unknown): Error {
  const { code = 'no answer' } = cause as { readonly code?: string };
  return new Error(`${url} cannot be reached (${code}); start the gateway, or name another with --url or ORGWAY_URL`, {
    cause,
  });
}

/** A problem of the gateway's as one sentence. */
function refused(url: string, status: number, text: string): Error {
  if (status === 401) return new Error(`${url} does not know the API key in ORGWAY_API_KEY`);
  const { title, detail, code, requestId } = problemIn(text);
  if (title === undefined) return new Error(`${url} answered with status ${status}, and not as an Orgway gateway does`);
  return new Error(`${title}: ${detail} (${code}, request ${requestId})`);
}

function problemIn(text: string): Readonly<Record<string, string | undefined>> {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
