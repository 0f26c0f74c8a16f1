import type { ProblemCode } from '../../src/problem/registry.ts';
import { answerOf, type Sabotage, type Sight } from '../support/breaking-proxy.ts';
import type { Mutation } from './mutation.ts';
import { answeredLate, bent, bytes, end, failing, longHead, passed, repeating, replacedAt, reset } from './sabotage.ts';

/** A fault in the answer to a write, after which nobody knows what became of it. */
export interface LostAnswer {
  /** The row of the fault matrix. */
  readonly row: string;
  readonly fault: string;
  /** `unread`: the connection is closed before the request is read. */
  readonly sabotage: (mutation: Mutation) => Sabotage | 'unread';
  /** Whether the write may have taken effect all the same, or not, or either. */
  readonly effects: readonly ('applied' | 'lost')[];
  readonly status: 502 | 504;
  /** One of these; `outcome-unknown` without. */
  readonly codes?: readonly ProblemCode[];
  /** Whether it said success in time, so that it is read back at once. */
  readonly readBack?: true;
  /** Status of the answer on record, where there was one. */
  readonly answered?: number;
  /** What reads show until the fault is over, after a write that took effect. */
  readonly sight?: Sight;
  /** Whether it takes the call's whole time. */
  readonly hangs?: true;
  readonly meets?: (mutation: Mutation) => boolean;
}

const either = ['applied', 'lost'] as const;
const applied = ['applied'] as const;
const lost = ['lost'] as const;
const names = ({ id }: Mutation): boolean => id !== undefined;
/** Another id of the same form. */
const other = (id: unknown): string => String(id).replace(/.$/, (last) => (last === '1' ? '2' : '1'));
/** The organization that the token of the connection belongs to. */
const ownOrganization = '310000000000000002';
const always = (sabotage: Sabotage) => () => sabotage;
const withId =
  (change: (id: unknown) => unknown) =>
  ({ id = [] }: Mutation) =>
    bent((body) => replacedAt(body, id, change));
const violated = ['upstream-contract-violation'] as const;

/** Nothing came back is 504, something that cannot be trusted is 502. */
export const lostAnswers: readonly LostAnswer[] = [
  {
    row: 'F24',
    fault: 'the connection is reset after the request was read',
    sabotage: always(passed(reset)),
    effects: either,
    status: 504,
  },
  {
    row: 'F26',
    fault: 'the connection ends without an answer',
    sabotage: always(passed(end)),
    effects: applied,
    status: 504,
  },
  {
    row: 'F27',
    fault: 'the connection ends before the request is read',
    sabotage: () => 'unread',
    effects: lost,
    status: 504,
  },
  {
    row: 'F29',
    fault: 'there is no answer at all',
    sabotage: always(passed(() => {})),
    effects: lost,
    status: 504,
    hangs: true,
  },
  {
    row: 'F30',
    fault: 'the request takes effect, and is answered, only after the call was given up',
    sabotage: always(answeredLate),
    effects: applied,
    status: 504,
    sight: 'present',
    hangs: true,
  },
  {
    row: 'F31',
    fault: 'the answer is cut in its status line',
    sabotage: always(bytes('HTTP/1.1 20', end)),
    effects: applied,
    status: 502,
  },
  {
    row: 'F44',
    fault: 'the body is cut by the end of the connection',
    sabotage: always(bytes('HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"id":', end)),
    effects: either,
    status: 502,
    readBack: true,
    answered: 200,
  },
  {
    row: 'F46',
    fault: 'the answer says neither its length nor that it is chunked',
    sabotage: always(
      passed((socket, { body }) =>
        socket.end(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n${body || '{}'}`),
      ),
    ),
    effects: applied,
    status: 502,
  },
  {
    row: 'F47',
    fault: 'the body is cut by a reset',
    sabotage: always(bytes(longHead, reset)),
    effects: [],
    status: 502,
    readBack: true,
    answered: 200,
  },
  {
    row: 'F48',
    fault: 'the body stalls',
    sabotage: always(bytes(longHead)),
    effects: applied,
    status: 502,
    answered: 200,
    hangs: true,
  },
  {
    row: 'F49',
    fault: 'the body drips',
    sabotage: always(bytes(longHead, (socket) => repeating(socket, ' ', 50))),
    effects: applied,
    status: 502,
    answered: 200,
    hangs: true,
  },
  {
    row: 'F53',
    fault: 'the headers have 20 kB',
    sabotage: always(passed((socket, answer) => socket.write(answerOf(answer, `X-Long: ${'a'.repeat(20_000)}\r\n`)))),
    effects: applied,
    status: 502,
  },
  {
    row: 'F55',
    fault: '100 Continue without end',
    sabotage: always(
      bytes('HTTP/1.1 100 Continue\r\n\r\n', (socket) => repeating(socket, 'HTTP/1.1 100 Continue\r\n\r\n', 5)),
    ),
    effects: applied,
    status: 502,
  },
  {
    row: 'F73',
    fault: 'a 200 holds an error',
    sabotage: always(
      passed((socket, _answer, { emulator }) =>
        socket.write(answerOf({ status: 200, body: JSON.stringify(emulator.failure(500).body) })),
      ),
    ),
    effects: either,
    status: 502,
    // Which one it is depends on how much of the vendor's errors can be told from its successes.
    codes: ['outcome-unknown', ...violated],
    answered: 200,
  },
  {
    row: 'F74',
    fault: 'a used part is of another type than documented',
    sabotage: ({ used = [] }) => bent((body) => replacedAt(body, used, () => 5)),
    effects: applied,
    status: 502,
    codes: violated,
    readBack: true,
    meets: ({ used }) => used !== undefined,
  },
  {
    row: 'F74',
    fault: 'the id of what it is about is of another type than documented',
    sabotage: withId(() => 5),
    effects: lost,
    status: 502,
    codes: violated,
    meets: names,
  },
  {
    row: 'F77',
    fault: 'the answer is about another object',
    sabotage: withId(other),
    effects: applied,
    status: 502,
    meets: (mutation) => names(mutation) && mutation.chosen === undefined,
  },
  {
    row: 'F79',
    fault: "the answer is about the gateway's own organization",
    sabotage: withId(() => ownOrganization),
    effects: applied,
    status: 502,
    answered: 200,
    meets: ({ id }) => id?.at(-1) === 'resourceOwner',
  },
  { row: 'F90', fault: 'a 500', sabotage: always(failing(500)), effects: either, status: 502, answered: 500 },
  {
    row: 'F92',
    fault: 'a 503 with Retry-After',
    sabotage: always(failing(503, 'Retry-After: 1\r\n')),
    effects: lost,
    status: 502,
    answered: 503,
  },
  {
    row: 'F95',
    fault: 'the answer is lost, and reads lag behind',
    sabotage: always(passed(reset)),
    effects: applied,
    status: 504,
    sight: 'past',
  },
];

/** A fault in the answer to a write that leaves no doubt about what became of it. */
export interface ToldAnswer {
  readonly row: string;
  readonly fault: string;
  readonly sabotage: Sabotage;
  readonly outcome: 'applied' | 'not_applied';
  /** Of the problem, where it is one. */
  readonly refusal?: { readonly status: number; readonly code: ProblemCode; readonly answered: number };
  /** What the success shows. */
  readonly shows?: object;
  readonly meets?: (mutation: Mutation) => boolean;
}

export const toldAnswers: readonly ToldAnswer[] = [
  {
    row: 'F75',
    fault: 'a field that no document knows',
    sabotage: bent((body) => ({ ...body, orgwayUnknownField: { nested: [1, null] } })),
    outcome: 'applied',
    meets: names,
  },
  {
    row: 'F76',
    fault: 'members of enumerations that no document knows',
    sabotage: bent((body, { emulator }) => emulator.distortions.unknownEnum(body)),
    outcome: 'applied',
    meets: ({ enums }) => enums === true,
  },
  {
    row: 'F93',
    fault: 'a 408, and the connection ends',
    sabotage: bytes('HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n', end),
    outcome: 'not_applied',
    refusal: { status: 502, code: 'upstream-error', answered: 408 },
  },
  {
    row: 'F93',
    fault: 'an early 413',
    sabotage: bytes('HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n', end),
    outcome: 'not_applied',
    refusal: { status: 422, code: 'upstream-rejected', answered: 413 },
  },
  {
    row: 'F94',
    fault: 'no fault: what is deleted is only marked for it',
    sabotage: passed((socket, answer) => socket.write(answerOf(answer))),
    outcome: 'applied',
    shows: { deleted: true, organization: { state: 'deleting' } },
    meets: ({ marks }) => marks === true,
  },
];
