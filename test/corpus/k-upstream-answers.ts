import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { bytes, end, failing, longHead, passed, reset } from '../faults/sabotage.ts';
import { answerOf, type Sabotage } from '../support/breaking-proxy.ts';

/** Words of an answer that no caller may ever read. */
export const planted = 'Please sign in to planted.example';

/**
 * What becomes of a call: `taken`: it is answered as without the fault. `refused`: nothing of the answer is passed on, and what
 * became of a write is not known.
 */
export type Fate = 'taken' | 'refused';

/** One kind of upstream answer: the 34 files of the corpus's group K. */
export interface UpstreamAnswerKind {
  readonly name: string;
  /** Rows of the fault matrix. */
  readonly rows: readonly string[];
  /** What is answered, and what becomes of the call. Empty where all of it is tested elsewhere. */
  readonly answers: readonly (readonly [what: string, sabotage: Sabotage, fate: Fate])[];
  /** Where more of it is tested, or all of it. */
  readonly where?: string;
}

const json = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
const page = `<!doctype html><title>${planted}</title>`;
/** The real answer's body, in an answer of the test's own. */
const around = (head: string, body: (good: string) => string | Buffer = (good) => good || '{}'): Sabotage =>
  passed((socket, answer) => {
    const sent = Buffer.from(body(answer.body));
    socket.write(Buffer.concat([Buffer.from(`${head}Content-Length: ${sent.length}\r\n\r\n`), sent]));
  });
const pouring = (socket: Socket): void => {
  const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
  while (!socket.destroyed && socket.write(chunk));
  socket.once('drain', () => pouring(socket));
};
/** The good body with one more member, written as no encoder would. */
const with_ = (member: string) => (good: string) => good.replace(/^\{/, `{${member},`);

export const upstreamAnswers: readonly UpstreamAnswerKind[] = [
  {
    name: 'K01 trunc-cl',
    rows: ['F44'],
    answers: [['cut', bytes(`${json}Content-Length: 50\r\n\r\n{"id":`, end), 'refused']],
  },
  {
    name: 'K02 trunc-chunked',
    rows: ['F45'],
    answers: [['cut', bytes(`${json}Transfer-Encoding: chunked\r\n\r\n5\r\n{"id"`, end), 'refused']],
  },
  {
    name: 'K03 no-framing',
    rows: ['F46'],
    answers: [['ended by FIN', passed((socket, { body }) => socket.end(`${json}\r\n${body || '{}'}`)), 'refused']],
  },
  { name: 'K04 reset-in-body', rows: ['F47'], answers: [['reset', bytes(longHead, reset), 'refused']] },
  {
    name: 'K05 stall',
    rows: ['F48'],
    answers: [],
    where: 'test/faults/write-faults.ts, test/upstream/client-faults.test.ts',
  },
  {
    name: 'K06 drip',
    rows: ['F49'],
    answers: [],
    where: 'test/faults/write-faults.ts, test/upstream/client-faults.test.ts',
  },
  {
    name: 'K07 header-drip',
    rows: ['F50'],
    answers: [],
    where: 'test/faults/read-faults.ts, test/upstream/client-faults.test.ts',
  },
  {
    name: 'K08 endless-body',
    rows: ['F51'],
    answers: [['without end', bytes(`${json}Transfer-Encoding: chunked\r\n\r\n`, pouring), 'refused']],
  },
  {
    name: 'K09 huge-length',
    rows: ['F52'],
    answers: [['99999999999 bytes', bytes(`${json}Content-Length: 99999999999\r\n\r\n{`), 'refused']],
  },
  {
    name: 'K10 long-headers',
    rows: ['F53'],
    answers: [['20 kB', around(`${json}X-Long: ${'a'.repeat(20_000)}\r\n`), 'refused']],
  },
  {
    name: 'K11 many-hints',
    rows: ['F54'],
    answers: [
      [
        '5,000 of them',
        passed((socket, answer) => {
          socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(5_000));
          socket.write(answerOf(answer));
        }),
        'taken',
      ],
    ],
  },
  {
    name: 'K12 endless-continue',
    rows: ['F55'],
    answers: [],
    where: 'test/faults/read-faults.ts, test/faults/write-faults.ts',
  },
  {
    name: 'K13 unsolicited-101',
    rows: ['F56'],
    answers: [['an upgrade', bytes('HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'), 'refused']],
  },
  {
    name: 'K14 two-lengths',
    rows: ['F57'],
    answers: [['2 and 3', bytes(`${json}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`), 'refused']],
  },
  {
    name: 'K15 te-and-cl',
    rows: ['F58'],
    answers: [
      ['both', bytes(`${json}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`), 'refused'],
    ],
  },
  {
    name: 'K16 chunked-tab',
    rows: ['F59'],
    answers: [['a tab', bytes(`${json}Transfer-Encoding: chunked\t\r\n\r\n2\r\n{}\r\n0\r\n\r\n`, end), 'refused']],
  },
  { name: 'K17 not-http', rows: ['F60'], answers: [['SSH', bytes('SSH-2.0-OpenSSH_9.0\r\n', end), 'refused']] },
  {
    name: 'K18 204-with-body',
    rows: ['F61'],
    answers: [['a body', bytes('HTTP/1.1 204 X\r\nContent-Length: 2\r\n\r\n{}'), 'refused']],
    where: 'test/upstream/client-connections.test.ts',
  },
  {
    name: 'K19 extra-answer',
    rows: ['F62'],
    answers: [
      [
        'another answer after it',
        passed((socket, answer) => {
          const foreign = Buffer.from(answerOf({ status: 200, body: '{"id":"foreign"}' }));
          socket.write(Buffer.concat([Buffer.from(answerOf(answer)), foreign]));
        }),
        'taken',
      ],
    ],
    where: 'test/upstream/client-connections.test.ts',
  },
  {
    name: 'K20 odd-status',
    rows: ['F63'],
    answers: [
      ['999', around('HTTP/1.1 999 X\r\nContent-Type: application/json\r\n'), 'refused'],
      ['099', around('HTTP/1.1 099 X\r\nContent-Type: application/json\r\n'), 'refused'],
    ],
  },
  {
    name: 'K21 gzip',
    rows: ['F64'],
    answers: [['encoded', around(`${json}Content-Encoding: gzip\r\n`, (good) => gzipSync(good)), 'refused']],
  },
  {
    name: 'K22 gzip-bombs',
    rows: ['F65', 'F66'],
    answers: [
      ['50 MB in 49 kB', around(`${json}Content-Encoding: gzip\r\n`, () => bomb), 'refused'],
      [
        '500 times',
        around(`${json}Content-Encoding: ${Array.from({ length: 500 }, () => 'gzip').join()}\r\n`),
        'refused',
      ],
    ],
  },
  {
    name: 'K23 html-200',
    rows: ['F67'],
    answers: [['a page', around('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n', () => page), 'refused']],
    where: 'test/conformance/broken-answers.test.ts',
  },
  {
    name: 'K24 html-502',
    rows: ['F68'],
    answers: [['a page', around('HTTP/1.1 502 X\r\nContent-Type: text/html\r\n', () => page), 'refused']],
    where: 'test/conformance/faults.test.ts',
  },
  {
    name: 'K25 json-as-text',
    rows: ['F69'],
    answers: [['text/plain', around('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n'), 'refused']],
    where: 'test/conformance/broken-answers.test.ts',
  },
  {
    name: 'K26 empty-200',
    rows: ['F70'],
    answers: [['no body', around(json, () => ''), 'refused']],
    where: 'test/conformance/broken-answers.test.ts',
  },
  {
    name: 'K27 broken-json',
    rows: ['F71'],
    answers: [
      ['cut within its length', around(json, () => '{"id":'), 'refused'],
      ['something after it', around(json, (good) => `${good} ${good}`), 'refused'],
      ['a byte order mark', around(json, (good) => `\u{feff}${good}`), 'refused'],
      ['bad UTF-8', around(json, () => Buffer.from([0x22, 0xc3, 0x28, 0x22])), 'refused'],
    ],
    where: 'test/conformance/broken-answers.test.ts',
  },
  {
    name: 'K28 json-hazards',
    rows: ['F72'],
    // Of what no document knows, nothing is used, and nothing is passed on as text: only what cannot be handled is refused.
    answers: [
      ['nested 10,000 deep', around(json, with_(`"x":${'['.repeat(10_000)}${']'.repeat(10_000)}`)), 'refused'],
      ['1e400', around(json, with_('"x":1e400')), 'taken'],
      ['a number of 20 digits', around(json, with_('"x":12345678901234567890')), 'taken'],
      ['a name twice', around(json, with_('"x":1,"x":2')), 'taken'],
      ['__proto__', around(json, with_('"__proto__":{"polluted":true}')), 'taken'],
    ],
  },
  {
    name: 'K29 error-under-200',
    rows: ['F73'],
    answers: [
      [
        "the vendor's own error",
        passed((socket, _answer, { emulator }) => {
          const body = JSON.stringify(emulator.failure(500).body);
          socket.write(answerOf({ status: 200, body }));
        }),
        'refused',
      ],
    ],
    where: 'test/faults/write-faults.ts',
  },
  {
    name: 'K30 wrong-type',
    rows: ['F74', 'F75', 'F76', 'F78'],
    answers: [],
    where: 'test/conformance/used-parts.test.ts, test/faults',
  },
  {
    name: 'K31 other-object',
    rows: ['F77', 'F79'],
    answers: [],
    where: 'test/conformance/faults.test.ts, test/faults/write-faults.ts',
  },
  {
    name: 'K32 redirects',
    rows: ['F80', 'F81'],
    answers: [301, 302, 303, 307, 308].map((status) => [
      `${status} to http://127.0.0.1:9`,
      around(`HTTP/1.1 ${status} X\r\nLocation: http://127.0.0.1:9/${status}\r\n`, () => ''),
      'refused',
    ]),
    where: 'test/conformance/broken-answers.test.ts, where the other server counts its connections',
  },
  {
    name: 'K33 server-errors',
    rows: ['F90', 'F91', 'F92'],
    answers: [
      ['500', failing(500), 'refused'],
      ['503 with Retry-After', failing(503, 'Retry-After: 1\r\n'), 'refused'],
    ],
    where: 'test/faults/write-faults.ts, test/upstream/retry.test.ts',
  },
  {
    name: 'K34 cursor-loop',
    rows: ['F96', 'F97'],
    answers: [],
    where: 'nowhere: lists are handed on page by page, so there is no loop of ours',
  },
];

const bomb = gzipSync(Buffer.alloc(50_000_000));
