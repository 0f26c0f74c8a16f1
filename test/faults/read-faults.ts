import type { Socket } from 'node:net';
import type { ProblemCode } from '../../src/problem/registry.ts';
import { answerOf, type Sabotage } from '../support/breaking-proxy.ts';
import { bent, bytes, end, failing, passed, repeating, reset } from './sabotage.ts';

/** A fault in the answer to a read. */
export interface ReadFault {
  /** The row of the fault matrix. */
  readonly row: string;
  readonly fault: string;
  readonly sabotage: Sabotage;
  /** The problem; undefined for a success. */
  readonly problem?: { readonly status: number; readonly code: ProblemCode };
  /** What a success shows. */
  readonly shows?: object;
  /** Whether it takes the call's whole time. */
  readonly hangs?: true;
  /** The providers it can happen at; all without. */
  readonly at?: readonly string[];
}

const json = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
const unusable = { status: 502, code: 'upstream-error' } as const;

const pour = (socket: Socket): void => {
  const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
  while (!socket.destroyed && socket.write(chunk));
  socket.once('drain', () => pour(socket));
};

/** What one attempt at a read ends in: the second and third are held in limits.test.ts here and in test/upstream/client-retries.test.ts. */
export const readFaults: readonly ReadFault[] = [
  {
    row: 'F25',
    fault: 'the connection is reset after the request was read',
    sabotage: passed(reset),
    problem: unusable,
  },
  {
    row: 'F45',
    fault: 'a chunked body is cut',
    sabotage: bytes(`${json}Transfer-Encoding: chunked\r\n\r\n5\r\n{"id"`, end),
    problem: unusable,
  },
  {
    row: 'F46',
    fault: 'the answer says neither its length nor that it is chunked',
    sabotage: passed((socket, { body }) => socket.end(`${json}\r\n${body}`)),
    problem: unusable,
  },
  {
    row: 'F50',
    fault: 'the headers drip',
    sabotage: bytes('HTTP/1.1 200 OK\r\nX-Drip: ', (socket) => repeating(socket, 'a', 50)),
    problem: { status: 504, code: 'upstream-timeout' },
    hangs: true,
  },
  {
    row: 'F51',
    fault: 'a body without end',
    sabotage: bytes(`${json}Transfer-Encoding: chunked\r\n\r\n`, pour),
    problem: unusable,
  },
  {
    row: 'F52',
    fault: 'a length of 99999999999',
    sabotage: bytes(`${json}Content-Length: 99999999999\r\n\r\n{"id":`),
    problem: unusable,
  },
  {
    row: 'F53',
    fault: 'the headers have 20 kB',
    sabotage: passed((socket, answer) => socket.write(answerOf(answer, `X-Long: ${'a'.repeat(20_000)}\r\n`))),
    problem: unusable,
  },
  {
    row: 'F54',
    fault: '5,000 informational answers before the real one',
    sabotage: passed((socket, answer) => {
      socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(5_000));
      socket.write(answerOf(answer));
    }),
    shows: {},
  },
  {
    row: 'F55',
    fault: '100 Continue without end',
    sabotage: bytes('HTTP/1.1 100 Continue\r\n\r\n', (socket) => repeating(socket, 'HTTP/1.1 100 Continue\r\n\r\n', 5)),
    problem: unusable,
  },
  {
    row: 'F75',
    fault: 'a field that no document knows',
    sabotage: bent((body) => ({ ...body, orgwayUnknownField: { nested: [1, null] } })),
    shows: {},
  },
  {
    row: 'F76',
    fault: 'members of enumerations that no document knows',
    sabotage: bent((body, { emulator }) => emulator.distortions.unknownEnum(body)),
    shows: { state: 'unknown' },
    at: ['userhub', 'softwareone', 'zitadel'],
  },
  {
    row: 'F76',
    fault: 'members of enumerations that no document knows, of an organization without a state',
    sabotage: bent((body, { emulator }) => emulator.distortions.unknownEnum(body)),
    shows: { state: 'active', stateSource: 'implied' },
    at: ['stytch'],
  },
  {
    row: 'F78',
    fault: 'a text stands where an object should, because the answer would be circular',
    sabotage: bent((body) => ({ ...body, audit: '[Circular Reference]' })),
    shows: { state: 'active' },
    at: ['softwareone'],
  },
  {
    row: 'F78',
    fault: 'a member is left out and named as omitted',
    sabotage: bent((body) => ({
      ...body,
      audit: undefined,
      address: undefined,
      $meta: { omitted: ['audit', 'address'] },
    })),
    shows: { address: null },
    at: ['softwareone'],
  },
  { row: 'F91', fault: 'a 500', sabotage: failing(500), problem: unusable },
];
