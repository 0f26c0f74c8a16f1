import { connect } from 'node:net';

/** One answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  /** By lower-case name; the values of several of one name joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any;
}

/** Everything that came back on one connection until it was closed. */
export interface RawExchange {
  readonly answers: readonly RawAnswer[];
  /** 1xx before the answers. */
  readonly interim: readonly number[];
}

/** A text stands for its bytes in UTF-8. */
export type Bytes = string | Buffer;

const patienceMs = 20_000;

/**
 * Sends bytes over a connection of its own and takes what comes until the other side closes. After the first whole answer, or at
 * once with `hangUp`, this side is closed: whatever the server makes of the bytes besides is answered before it closes, too. With
 * `quietMs` it is closed as well once nothing came for so long: bytes that make no whole request are waited for otherwise.
 */
export function exchange(port: number, bytes: Bytes, hangUp = false, quietMs?: number): Promise<RawExchange> {
  const sent = Buffer.from(bytes);
  const bodyless = sent.subarray(0, 5).toString('latin1') === 'HEAD ';
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const received: Buffer[] = [];
    const impatient = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no end after ${Buffer.concat(received).toString('latin1').slice(0, 500)}`));
    }, patienceMs);
    if (quietMs !== undefined) socket.setTimeout(quietMs, () => socket.end());
    let ended = hangUp;
    socket.on('connect', () => (hangUp ? socket.end(sent) : socket.write(sent)));
    socket.on('data', (chunk) => {
      received.push(chunk);
      if (ended || read(Buffer.concat(received), bodyless).answers.length === 0) return;
      ended = true;
      socket.end();
    });
    // What is closed with bytes unread arrives as a reset, at times before the answer's end was noticed.
    socket.on('error', () => {});
    socket.on('end', () => socket.end());
    socket.on('close', () => {
      clearTimeout(impatient);
      const { answers, interim, rest } = read(Buffer.concat(received), bodyless);
      if (rest === '') resolve({ answers, interim });
      else reject(new Error(`no HTTP answer: ${rest.slice(0, 500)}`));
    });
  });
}

/** The answers in what was received; `rest` is what makes none. */
function read(received: Buffer, bodyless: boolean): RawExchange & { readonly rest: string } {
  const answers: RawAnswer[] = [];
  const interim: number[] = [];
  let left = received;
  for (;;) {
    const end = left.indexOf('\r\n\r\n');
    const [line = '', ...fields] = end < 0 ? [] : left.subarray(0, end).toString('latin1').split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(line)?.[1]);
    if (Number.isNaN(status)) break;
    const headers = headersIn(fields);
    const { body, after } =
      status < 200 || bodyless ? none(left.subarray(end + 4)) : bodyIn(left.subarray(end + 4), headers);
    if (after === undefined) break;
    left = after;
    const text = body.toString('utf8');
    if (status < 200) interim.push(status);
    else answers.push({ status, headers, text, body: /json/.test(headers['content-type'] ?? '') ? json(text) : text });
  }
  return { answers, interim, rest: left.toString('latin1') };
}

function headersIn(fields: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const field of fields) {
    const [, name = '', value = ''] = /^([^:]*):\s*(.*)$/.exec(field) ?? [];
    const lower = name.toLowerCase();
    headers[lower] = headers[lower] === undefined ? value : `${headers[lower]}, ${value}`;
  }
  return headers;
}

interface Taken {
  readonly body: Buffer;
  /** What follows the body; undefined while it is not complete. */
  readonly after: Buffer | undefined;
}

const none = (bytes: Buffer): Taken => ({ body: Buffer.alloc(0), after: bytes });

function bodyIn(bytes: Buffer, headers: Readonly<Record<string, string>>): Taken {
  if (headers['transfer-encoding'] === 'chunked') return chunksIn(bytes);
  const length = Number(headers['content-length'] ?? 0);
  return { body: bytes.subarray(0, length), after: bytes.length < length ? undefined : bytes.subarray(length) };
}

function chunksIn(bytes: Buffer): Taken {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = bytes.indexOf('\r\n', at);
    const size = line < 0 ? Number.NaN : Number.parseInt(bytes.subarray(at, line).toString('latin1'), 16);
    const next = line + 2 + size + 2;
    if (Number.isNaN(size) || bytes.length < next) return { body: Buffer.concat(chunks), after: undefined };
    if (size === 0) return { body: Buffer.concat(chunks), after: bytes.subarray(next) };
    chunks.push(bytes.subarray(line + 2, line + 2 + size));
    at = next;
  }
}

function json(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
}
