import type { Violation } from '../contract/violation.ts';
import type { UpstreamAnswer } from '../upstream/client.ts';
import type { EnforcedOperation } from './enforced.ts';
import type { Observer } from './observer.ts';

/** What a contract says of one answer. */
export interface Judged {
  /** Whether it is what the document says of its status: JSON or, where nothing is to come, nothing to read. */
  readonly documented: boolean;
  /** What is wrong inside; empty where answers are not checked. */
  readonly violations: readonly Violation[];
}

/** Compares an answer with its document and tells of what differs. `body` is undefined where the answer is no JSON. */
export type Judge = (answer: UpstreamAnswer, body: unknown) => Judged;

const none: readonly Violation[] = [];
const documented: Judged = { documented: true, violations: none };
const foreign: Judged = { documented: false, violations: none };

/** Composes the judgement on the answers of one operation; in mode `off` it only says what is no documented answer at all. */
export function judgeOf(enforced: EnforcedOperation, observer: Observer): Judge {
  const { mode } = enforced;
  const { answers } = enforced.operation;
  const statuses = [...answers.keys()].join(', ');
  return (answer, body) => {
    const { status } = answer;
    const tell = (violations: readonly Violation[]): void => {
      if (mode !== 'off') observer.drift(enforced.deviations({ status, value: body, violations }));
    };
    const expected = answers.get(status);
    if (expected === undefined) {
      tell([whole('undocumented-status', 'has a status that is not documented', statuses)]);
      return foreign;
    }
    if (expected.types.length === 0 && hasBody(answer)) {
      tell([whole('undocumented-body', 'has a body where none is documented', 'no body')]);
      return documented;
    }
    // Some refusals come as plain text, and are documented so.
    if (expected.types.some((type) => type === mediaTypeOf(answer) && !isJson.test(type))) return documented;
    if (!saysJson(answer) || (body === undefined && answer.text !== '')) {
      tell([whole('not-json', 'is not JSON', 'JSON')]);
      return foreign;
    }
    if (mode === 'off') return documented;
    const violations = enforced.checkAnswer(status, body) ?? none;
    const further = enforced.undocumentedIn(status, body);
    if (violations.length === 0 && further.length === 0) return documented;
    tell([...violations, ...further]);
    return { documented: true, violations };
  };
}

const whole = (keyword: string, detail: string, expected: string): Violation => ({
  pointer: '',
  keyword,
  detail,
  expected,
});

/** Of a 204, the client reads no body, but its framing says when there is one. */
const hasBody = ({ text, headers }: UpstreamAnswer): boolean =>
  text !== '' || Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined;

/** Whether the answer may be JSON by its media type; one that names none is judged by its body. */
const saysJson = (answer: UpstreamAnswer): boolean => {
  const type = mediaTypeOf(answer);
  return answer.text === '' || type === undefined || isJson.test(type);
};

/** Without its parameters. */
function mediaTypeOf({ headers: { 'content-type': type } }: UpstreamAnswer): string | undefined {
  // What most upstreams say needs no reading.
  return type === undefined || type === 'application/json' ? type : type.split(';', 1)[0]?.trim().toLowerCase();
}

const isJson = /^(?:application\/(?:[a-z.-]+\+)?|text\/)json$/;
