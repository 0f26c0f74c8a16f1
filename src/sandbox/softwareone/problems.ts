import { randomBytes } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { EmulatorAnswer } from '../emulator.ts';

/** Messages by the member they are about. */
export type MemberErrors = Readonly<Record<string, readonly string[]>>;

/** Thrown by a handler instead of returning: the vendor's refusal, ready to send. */
export class Refusal extends Error {
  readonly answer: EmulatorAnswer;

  constructor(answer: EmulatorAnswer) {
    super(`status ${answer.status}`);
    this.answer = answer;
  }
}

const sections: Readonly<Record<number, string>> = {
  400: '15.5.1',
  401: '15.5.2',
  403: '15.5.4',
  404: '15.5.5',
  409: '15.5.10',
  415: '15.5.16',
  500: '15.6.1',
  501: '15.6.2',
  504: '15.6.5',
};

/** A problem-details answer. Its `errors` member takes two shapes: a map by member, and a list of messages. */
export function problem(status: number, more: object = {}): EmulatorAnswer {
  const section = sections[status];
  return {
    status,
    // inferred: the documents declare application/json, the platform's framework says problem+json
    contentType: 'application/problem+json; charset=utf-8',
    body: {
      type: section === undefined ? 'about:blank' : `https://tools.ietf.org/html/rfc9110#section-${section}`,
      title: STATUS_CODES[status] ?? 'Error',
      status,
      ...more,
      traceId: `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`,
    },
  };
}

/** 400 for a request that is malformed: errors as a map by member. */
export function invalid(errors: MemberErrors): Refusal {
  return new Refusal(problem(400, { detail: 'One or more validation errors occurred.', errors }));
}

/** 400 for a request that breaks a rule of the platform: errors as a list with the members concerned. */
export function rejected(title: string, message: string, properties: readonly string[]): Refusal {
  return new Refusal(problem(400, { title, detail: message, errors: [{ message, properties }] }));
}

/** 404, also for an id that is not in the format of one. */
export function notFound(): Refusal {
  return new Refusal(problem(404));
}

/** What the gateway in front of the platform answers by itself. */
export function gatewayError(statusCode: number, message: string): EmulatorAnswer {
  return { status: statusCode, body: { statusCode, message } };
}

const gatewayMessages: Readonly<Record<number, string>> = {
  429: 'Rate limit is exceeded. Try again in 5 seconds.',
  502: 'Bad gateway',
  503: 'Service unavailable',
};

/** The vendor's own body for an error status; those the platform itself never sends come from its gateway. */
export function failure(status: number): EmulatorAnswer {
  const message = gatewayMessages[status];
  return message === undefined ? problem(status) : gatewayError(status, message);
}
