import type { EmulatorAnswer } from '../emulator.ts';
import { type ErrorType, errorTypes } from './error-types.ts';
import { newId } from './ids.ts';

/** Thrown by a handler to end the request with one of the vendor's errors. */
export class Refused extends Error {
  readonly type: ErrorType;

  constructor(type: ErrorType) {
    super(type);
    this.type = type;
  }
}

/** A good answer: the payload between the two fields every vendor body carries. */
export function ok(payload: object): EmulatorAnswer {
  return { status: 200, body: { request_id: newId('request-id'), ...payload, status_code: 200 } };
}

/** The vendor's error body for a type, under its usual status or another one. */
export function errorAnswer(type: ErrorType, status: number = errorTypes[type][0]): EmulatorAnswer {
  return {
    status,
    body: {
      status_code: status,
      request_id: newId('request-id'),
      error_type: type,
      error_message: errorTypes[type][1],
      error_url: `https://stytch.com/docs/b2b/api/errors/${status}#${type}`,
    },
  };
}

const typical: Readonly<Record<number, ErrorType>> = {
  401: 'unauthorized_credentials',
  403: 'session_authorization_error',
  404: 'organization_not_found',
  405: 'method_not_allowed',
  429: 'too_many_requests',
  503: 'server_unavailable',
};

/** What the vendor answers under a status; its edge answers 502 with an empty object and 504 without JSON. */
export function failure(status: number): EmulatorAnswer {
  if (status === 502) return { status, body: {} };
  if (status === 504) {
    return { status, body: '<html><body><h1>504 Gateway Time-out</h1></body></html>', contentType: 'text/html' };
  }
  return errorAnswer(typical[status] ?? (status < 500 ? 'bad_request' : 'internal_server_error'), status);
}
