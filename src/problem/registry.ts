/** What one problem code means to a caller. */
interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** Says what to do, unless the place that raises the problem knows more. */
  readonly advice: string;
  /** Whether the same call may succeed later without any change. */
  readonly retryable: boolean;
}

const kind = (status: number, title: string, advice: string, retryable = false): ProblemKind => ({
  status,
  title,
  advice,
  retryable,
});

/** Every error the gateway can answer with. `openapi/orgway.yaml` lists the same codes; a test holds the two together. */
export const problems = {
  'invalid-request': kind(400, 'The request is malformed', 'Compare the path, query and headers with /docs.'),
  'invalid-json': kind(400, 'The body is not valid JSON', 'Send one JSON object in UTF-8.'),
  'invalid-page-token': kind(
    400,
    'The page token is not valid here',
    'Use nextPageToken exactly as answered, with the same query, or start again without one.',
  ),
  'idempotency-key-missing': kind(
    400,
    'An Idempotency-Key is required',
    'Send an Idempotency-Key header of 16 to 128 of the characters A-Z a-z 0-9 . _ ~ - and use the same one when you repeat this call.',
  ),
  unauthenticated: kind(
    401,
    'No valid API key or token',
    'Send an API key, or a token of the issuer that the gateway trusts, as "Authorization: Bearer <key>".',
  ),
  'permission-denied': kind(
    403,
    'The API key or the acting member may not do this',
    'Ask an administrator for a key, or a role of the member, that may.',
  ),
  'passthrough-refused': kind(
    403,
    'The request may not pass through',
    "Only operations of the upstream's document pass through, with the methods that the connection allows; detail names the rule.",
  ),
  'not-found': kind(404, 'No such thing', 'Check the id; the upstream knows nothing by it.'),
  'unknown-connection': kind(404, 'No such connection', 'GET /v1/connections lists the connections you may use.'),
  'method-not-allowed': kind(405, 'The path does not know this method', 'Use one of the methods in the Allow header.'),
  'not-acceptable': kind(
    406,
    'No media type that the request accepts is answered here',
    'Accept application/json, or what /docs says of this call.',
  ),
  'request-timeout': kind(408, 'The request did not arrive in time', 'Send it again, whole and at once.', true),
  'already-exists': kind(409, 'It exists already', 'Read the existing one, or choose another name.'),
  'external-id-taken': kind(
    409,
    'The external ID is taken',
    'Another organization carries it; find that one with ?externalId=, or choose another.',
  ),
  'invalid-state-transition': kind(
    409,
    'The present state does not allow this',
    'Read the organization and decide by its state.',
  ),
  'acknowledgement-required': kind(
    409,
    'The call cannot be undone',
    'Repeat the call with ?acknowledge=irreversible to accept that.',
  ),
  'operation-in-progress': kind(
    409,
    'Another call is still at work',
    'Wait as long as Retry-After says, then repeat this call with the same Idempotency-Key.',
    true,
  ),
  'precondition-required-state': kind(
    409,
    'The upstream requires another state first',
    'Read the organization and bring it into the state the call needs.',
  ),
  'precondition-failed': kind(
    412,
    'The organization has changed',
    'Read it again and decide by what it is now; nothing was written.',
  ),
  'payload-too-large': kind(413, 'The body is too large', 'Send at most 100 KiB.'),
  'uri-too-long': kind(414, 'The path and query are too long', 'Send at most 4096 characters of path and query.'),
  'unsupported-media-type': kind(
    415,
    'The body is not of a documented media type',
    'Send the body as application/json.',
  ),
  'expectation-failed': kind(417, 'The expectation cannot be met', 'Leave out the header Expect.'),
  'validation-failed': kind(422, 'The body is not acceptable', 'Correct the fields named in errors.'),
  'unsupported-field': kind(422, 'The upstream cannot store a field', 'Leave out the fields named in errors.'),
  'idempotency-key-reused': kind(
    422,
    'The Idempotency-Key stands for another call',
    'Use a new key for a new call, or repeat the first one exactly as it was.',
  ),
  'upstream-rejected': kind(
    422,
    'The upstream rejected the request',
    "The request was well formed; upstream.code is the upstream's own reason.",
  ),
  'rate-limited': kind(429, 'Too many calls', 'Wait as long as Retry-After says, then try again.', true),
  'headers-too-large': kind(431, 'The headers are too large', 'Send at most 100 headers and 16 KiB of them.'),
  internal: kind(500, 'The gateway failed', 'Please report this with the request id.'),
  'translation-contract-violation': kind(
    500,
    'The gateway built a request that its document forbids',
    'This request was not sent. Please report it with the request id.',
  ),
  'capability-not-supported': kind(
    501,
    'The connection cannot do this',
    'GET /v1/connections/{connection} lists what it can do.',
  ),
  'framing-not-supported': kind(
    501,
    'The transfer coding is not known',
    'Send the body with Content-Length, or in chunks without any other coding.',
  ),
  'upstream-contract-violation': kind(
    502,
    'The upstream broke its document',
    'Its answer cannot be trusted, so it is not passed on. Read the object again before you act on it.',
    true,
  ),
  'upstream-credentials-rejected': kind(
    502,
    "The upstream rejected the gateway's credentials",
    'An operator must check the credentials of this connection and their rights.',
  ),
  'upstream-untrusted': kind(
    502,
    'The upstream could not be trusted',
    'Nothing was sent: its address or its certificate is not one the connection accepts. An operator must check the base URL, what it resolves to and the certificate.',
  ),
  'upstream-error': kind(502, 'The upstream failed', 'Try again later.', true),
  'outcome-unknown': kind(
    502,
    'It is not known whether the call took effect',
    'The gateway goes on reading until it can tell: GET the operation, or repeat the call with the same Idempotency-Key. Do not send it under another key.',
  ),
  'authentication-unavailable': kind(
    503,
    'Who calls cannot be told',
    'What the credential is checked against cannot be reached: the database, or the issuer of the token. Nothing was done; try again later.',
    true,
  ),
  'connection-quarantined': kind(
    503,
    'The connection is out of service',
    'Nothing was sent. An operator has to repair it: the log of the gateway and "orgway check" say what is broken.',
  ),
  'storage-unavailable': kind(
    503,
    "The gateway's database is not available",
    'Nothing was sent. Try again later.',
    true,
  ),
  stopping: kind(
    503,
    'The gateway is stopping',
    'Nothing was done. Send the request again: another replica takes it, or this one when it is back.',
    true,
  ),
  overloaded: kind(
    503,
    'Too many calls at once',
    'This call was not made. Wait as long as Retry-After says, then try again.',
    true,
  ),
  'upstream-circuit-open': kind(
    503,
    'The upstream failed too often',
    'This call was not made, to let the upstream recover. Wait as long as Retry-After says, then try again.',
    true,
  ),
  'upstream-unavailable': kind(
    503,
    'The upstream could not be reached',
    'This call was not made. Try again later.',
    true,
  ),
  'upstream-timeout': kind(504, 'The upstream did not answer in time', 'Try again later.', true),
  'http-version-not-supported': kind(505, 'The HTTP version is not supported', 'Use HTTP/1.1.'),
} as const satisfies Readonly<Record<string, ProblemKind>>;

export type ProblemCode = keyof typeof problems;
