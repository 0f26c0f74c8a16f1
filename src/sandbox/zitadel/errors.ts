import type { EmulatorAnswer } from '../emulator.ts';

/** HTTP status the REST gateway uses for each gRPC code. */
const statuses: Readonly<Record<number, number>> = {
  2: 500,
  3: 400,
  4: 504,
  5: 404,
  6: 409,
  7: 403,
  8: 429,
  9: 400,
  12: 501,
  13: 500,
  14: 503,
  16: 401,
};

const organizationNotFound = 'Organisation not found';

/** The vendor's errors by id: gRPC code and English text. */
const errors = {
  'V3-DKcYh': [6, "Organisation's name or id already taken"],
  'ORG-1MRds': [5, organizationNotFound],
  'ORG-4VSdf': [9, 'Organisation not changed'],
  'ORG-oL9nT': [5, organizationNotFound],
  'EVENT-Dbs2g': [9, 'Organisation is already deactivated'],
  'ORG-Dgf3g': [5, organizationNotFound],
  'EVENT-bfnrh': [9, 'Organisation is already active'],
  'COMMA-aps2n': [5, organizationNotFound],
  'COMMA-wG9p1': [9, 'Default Organisation must not be deleted'],
  'COMMA-AF3JW': [9, 'Organisation with ZITADEL project must not be deleted'],
  'EVENT-Mf9sd': [3, 'Organisation is invalid'],
  'ORG-mruNY': [3, 'Argument is invalid'],
  'ORG-RrfXY': [3, 'No letters or digits are left of the name for a domain'],
  'COMMAND-QXPGs': [9, organizationNotFound],
  'QUERY-iTTGJ': [5, organizationNotFound],
  'QUERY-DGqfd': [3, 'Query is invalid'],
  'QUERY-4M0fs': [3, 'Limit exceeds default limit'],
  'QUERY-Rph32': [5, 'Metadata not found'],
  'QUERY-Dfbg2': [5, 'User could not be found'],
  'USER-zsQ97': [3, 'Too many nested queries'],
  'META-9mm2d': [9, 'Metadata list is empty'],
  'META-9mw2d': [9, 'Metadata list is empty'],
  'META-mcnw3': [5, 'Metadata not found'],
  'META-2npds': [5, 'One or more keys do not exist'],
  'ORG-GoXOn': [9, 'User could not be found'],
  'Org-4N8es': [3, 'Organisation member is invalid'],
  'ORGv2-SD2r1': [12, 'userType oneOf <nil> in method AddOrganization not implemented'],
  // inferred: authentication answers before the texts are translated, so its error shows the text's key (public captures agree)
  'AUTH-7fs1e': [16, 'Errors.Token.Invalid'],
  'AUTH-Bs7Ds': [7, "Organisation doesn't exist"],
  'AUTH-5mWD2': [7, 'No matching permissions found'],
} as const satisfies Readonly<Record<string, readonly [code: number, text: string]>>;

export type ErrorId = keyof typeof errors;

/** Thrown to end a request with an error answer. */
export class Refusal extends Error {
  readonly answer: EmulatorAnswer;

  constructor(answer: EmulatorAnswer) {
    super('request refused');
    this.answer = answer;
  }
}

/** The refusal for one of the vendor's error ids; some ids are thrown with more than one text. */
export function refusal(id: ErrorId, text: string = errors[id][1]): Refusal {
  return new Refusal(errorAnswer(errors[id][0], text, id));
}

/** The refusal of a request that breaks a rule of its message: such errors carry no id. */
export function invalid(text: string): Refusal {
  return new Refusal(errorAnswer(3, text));
}

/** The answer for a programming error of the vendor's that reaches the client as code 2. */
export function unknownError(text: string): Refusal {
  return new Refusal(errorAnswer(2, text));
}

/** An error answer of the REST gateway; `status` where it differs from the code's usual one. */
export function errorAnswer(code: number, text: string, id?: string, status = statuses[code] ?? 500): EmulatorAnswer {
  const details =
    id === undefined ? [] : [{ '@type': 'type.googleapis.com/zitadel.v1.ErrorDetail', id, message: text }];
  return { status, body: { code, message: id === undefined ? text : `${text} (${id})`, details } };
}

const failures: Readonly<Record<number, ErrorId>> = {
  400: 'EVENT-Mf9sd',
  401: 'AUTH-7fs1e',
  403: 'AUTH-5mWD2',
  404: 'QUERY-iTTGJ',
  409: 'V3-DKcYh',
};

const bareFailures: Readonly<Record<number, readonly [code: number, text: string]>> = {
  405: [12, 'Method Not Allowed'],
  429: [8, 'Quota for authenticated requests is exhausted'],
  500: [13, 'An internal error occurred'],
  501: [12, 'Not Implemented'],
  503: [14, 'no connection to the service'],
  504: [4, 'context deadline exceeded'],
};

/** A typical error of the vendor's for an HTTP status. */
export function failure(status: number): EmulatorAnswer {
  const id = failures[status];
  if (id !== undefined) return { ...refusal(id).answer, status };
  const [code, text] = bareFailures[status] ?? [2, 'Unknown error'];
  return errorAnswer(code, text, undefined, status);
}
