import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createConnection } from 'node:net';
import { onTestFinished } from 'vitest';
import { readJsonAsSent } from '../../src/api/body.ts';
import { asProblem, sendProblem } from '../../src/api/problem-response.ts';
import type { AuditEvent } from '../../src/operations/audit/event.ts';
import { composePassthrough, type PassthroughTerms } from '../../src/passthrough/passthrough.ts';
import type { AnyProvider } from '../../src/translation/registered.ts';
import { fixedAuthorization } from '../../src/upstream/authorization.ts';
import { closed, listening } from '../support/gateway.ts';
import { things } from './things.ts';

/** What stands between a client and an upstream: the passthrough alone, without the guard and the gateway around it. */
export interface Stage {
  readonly url: string;
  readonly events: AuditEvent[];
  /** Problem codes of the contacts with the upstream. */
  readonly contacts: (string | undefined)[];
}

const provider = {
  id: 'things',
  organizationId: /^thing-\d+$/,
  actingSession: { token: 'X-Thing-Session', jwt: 'X-Thing-Jwt' },
} as unknown as AnyProvider;

/** The header by which the upstream knows the gateway. */
export const credentials = { authorization: 'Bearer upstream-secret' };

/**
 * Passes everything through that the test document has, to an upstream. `stored` is told of every event before it is kept. It is
 * stopped when the test is over.
 */
export async function startStage(
  baseUrl: string,
  terms: Partial<PassthroughTerms> = {},
  stored: () => void = () => {},
): Promise<Stage> {
  const events: AuditEvent[] = [];
  const contacts: (string | undefined)[] = [];
  const passthrough = composePassthrough({
    connection: 'main',
    baseUrl,
    timeoutMs: 20_000,
    allowPrivateNetwork: true,
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    provider,
    contract: things,
    authorization: fixedAuthorization(credentials),
    client: { pass: (_effect, { signal }, work) => work(signal) },
    observer: { contact: (code) => contacts.push(code), called() {} },
    ...terms,
  });
  const note = (event: AuditEvent): void => void events.push(event);
  const trail = {
    note,
    store: async (event: AuditEvent): Promise<void> => {
      stored();
      note(event);
    },
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const gone = new AbortController();
    response.once('close', () => response.writableFinished || gone.abort());
    const [path = '', ...search] = (request.url ?? '').slice(1).split('?');
    const readJson = (types: readonly string[]) => readJsonAsSent(request, types);
    const call = { request, response, path, search: search.join('?'), principal: 'tester', requestId: 'req_1' };
    try {
      await passthrough.forward({ ...call, signal: gone.signal, trail, readJson });
    } catch (error) {
      if (response.headersSent) response.destroy();
      else sendProblem(response, asProblem(error), path, 'req_1');
    }
  };
  const server = createServer((request, response) => void answer(request, response));
  const url = await listening(server);
  onTestFinished(() => closed(server));
  return { url, events, contacts };
}

/** What came back over the wire, until the connection was closed. */
export interface Exchanged {
  readonly text: string;
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Everything after the head, as framed. */
  readonly rest: string;
}

/** Sends bytes and reads until the other side closes; each character stands for one byte. */
export function exchange(url: string, bytes: string): Promise<Exchanged> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = createConnection(Number(port), hostname, () => socket.write(bytes, 'latin1'));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    socket.once('close', () => {
      const [head = '', ...rest] = text.split('\r\n\r\n');
      const [start = '', ...lines] = head.split('\r\n');
      const headers = lines.map((line) => [line.split(':', 1)[0]?.toLowerCase() ?? '', line.replace(/^[^:]*: */, '')]);
      resolve({
        text,
        status: Number(start.split(' ')[1]),
        headers: Object.fromEntries(headers),
        rest: rest.join('\r\n\r\n'),
      });
    });
  });
}

/** A request whose connection the server closes after its answer. */
export const request = (method: string, target: string, head = '', body = ''): string =>
  `${method} ${target} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n${head}\r\n${body}`;
