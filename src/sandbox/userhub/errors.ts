import type { EmulatorAnswer } from '../emulator.ts';

// inferred: the Admin API's statuses per code are the usual google.rpc ones; only NOT_FOUND and 429 are documented.
const statuses = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  CANCELLED: 499,
  UNKNOWN: 500,
  INTERNAL: 500,
  UNIMPLEMENTED: 501,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
} as const;

type Code = keyof typeof statuses;

interface Details {
  /** Machine-readable reason, for instance `USER_NOT_FOUND`. */
  readonly reason?: string;
  /** Path of the parameter at fault, for instance `member.userId`. */
  readonly param?: string;
}

/** Thrown by a handler before it changed anything; carries the vendor's answer. */
export class Refusal extends Error {
  readonly answer: EmulatorAnswer;

  constructor(answer: EmulatorAnswer, message: string) {
    super(message);
    this.answer = answer;
  }
}

/** The vendor's flat Status body under the status of its code. */
export function statusAnswer(code: Code, message: string, details: Details = {}): EmulatorAnswer {
  return { status: statuses[code], body: { code, message, ...details, metadata: {} } };
}

/** A refusal to throw. */
export function refusal(code: Code, message: string, details: Details = {}): Refusal {
  return new Refusal(statusAnswer(code, message, details), message);
}

/** A refusal of one bad parameter. */
export function invalid(param: string, message: string): Refusal {
  return refusal('INVALID_ARGUMENT', message, { param });
}

// Where several codes share a status, the one that the emulated operations answer with most.
const generic: Readonly<Record<number, Code>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  499: 'CANCELLED',
  500: 'INTERNAL',
  501: 'UNIMPLEMENTED',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

/** What the vendor answers under a given error status. */
export function failure(status: number): EmulatorAnswer {
  // The rate limiter and the proxies in front of the API do not speak JSON.
  if (status === 429) return { status, body: 'API call rate limited' };
  if (status === 502) return { status, body: '<html><body>Bad Gateway</body></html>', contentType: 'text/html' };
  const code = generic[status] ?? 'UNKNOWN';
  const words = code.toLowerCase().replaceAll('_', ' ');
  return { ...statusAnswer(code, words.charAt(0).toUpperCase() + words.slice(1)), status };
}
