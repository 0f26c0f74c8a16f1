import { randomBytes, verify } from 'node:crypto';
import type { EmulatorAnswer, EmulatorRequest, Exchange, Route } from '../emulator.ts';
import { lookup, put } from './records.ts';
import type { ZitadelState } from './state.ts';

/** The scope that puts the vendor's own project into a token's audience; its APIs refuse tokens without it. */
const apiScope = 'urn:zitadel:iam:org:project:id:zitadel:aud';
const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** How old an assertion may be, and how far its clock may be ahead, in seconds. */
const longestAgeSeconds = 3_600;
const offsetSeconds = 1;

/**
 * The vendor's token endpoint, for service users: a client's secret, or an assertion that is signed with the user's key. The errors
 * are those of the vendor's sources (internal/api/oidc, and the oidc library's server): a client that does not exist is 400
 * invalid_client, a wrong secret 400 invalid_request, an assertion that does not hold 500 server_error.
 */
export const tokenRoutes: readonly Route<ZitadelState>[] = [
  { method: 'POST', pattern: /^\/oauth\/v2\/token$/, effect: 'read', handle: issue },
];

/** Whether a request carries a token that was issued here, that has not ended and that is for the APIs. */
export function hasIssuedToken(request: EmulatorRequest, state: ZitadelState): boolean {
  const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ');
  const found = lookup(state.oauth.tokens, token);
  return scheme === 'Bearer' && found !== undefined && found.ends > Date.now() && found.forApi;
}

function issue({ request, state }: Exchange<ZitadelState>): EmulatorAnswer {
  const form = new URLSearchParams(request.text);
  const grant = form.get('grant_type') ?? '';
  if (grant === '') return refused('invalid_request', 'grant_type missing');
  const refusal =
    grant === 'client_credentials'
      ? refusedClient(request, form, state)
      : grant === jwtBearer
        ? refusedAssertion(request, form.get('assertion') ?? '', state)
        : refused('unsupported_grant_type', `${grant} not supported`);
  if (refusal !== undefined) return refusal;
  const token = randomBytes(32).toString('base64url');
  const lifetime = state.oauth.tokenLifetimeSeconds;
  const forApi = (form.get('scope') ?? '').split(' ').includes(apiScope);
  put(state.oauth.tokens, token, { ends: Date.now() + lifetime * 1000, forApi });
  return {
    status: 200,
    headers: { 'cache-control': 'no-store' },
    body: { access_token: token, token_type: 'Bearer', expires_in: lifetime },
  };
}

/** The client's name is the service user's, in the header or in the form, but not in both. */
function refusedClient(
  request: EmulatorRequest,
  form: URLSearchParams,
  { oauth, caller, users }: ZitadelState,
): EmulatorAnswer | undefined {
  const inForm = [form.get('client_id') ?? '', form.get('client_secret') ?? ''] as const;
  const inHeader = basic(request.headers.authorization);
  if (inHeader !== undefined && inForm.every((part) => part !== '')) {
    return refused('invalid_request', 'client authentication must not use more than one method');
  }
  const [id, secret] = inHeader ?? inForm;
  if (id === '') return refused('invalid_request', 'client_id or client_assertion must be provided');
  if (id !== lookup(users, caller.user)?.username) return refused('invalid_client', 'client not found');
  return secret === oauth.secret ? undefined : refused('invalid_request', 'Errors.User.Machine.Secret.Invalid');
}

function basic(authorization = ''): readonly [string, string] | undefined {
  const [, encoded] = /^Basic (.+)$/.exec(authorization) ?? [];
  if (encoded === undefined) return undefined;
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return [formDecoded(id), formDecoded(secret)];
}

const formDecoded = (text: string): string => new URLSearchParams(`x=${text}`).get('x') ?? '';

function refusedAssertion(
  request: EmulatorRequest,
  assertion: string,
  { oauth, caller }: ZitadelState,
): EmulatorAnswer | undefined {
  if (assertion === '') return refused('invalid_request', 'assertion missing');
  const [head = '', payload = '', signature = ''] = assertion.split('.');
  const header = json(head);
  const claims = json(payload);
  const now = Date.now() / 1000;
  const audience = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  const key = lookup(oauth.keys, String(header.kid));
  const holds =
    audience.includes(issuerOf(request)) &&
    Number(claims.exp) > now + offsetSeconds &&
    Number(claims.iat) <= now + offsetSeconds &&
    Number(claims.iat) >= now - longestAgeSeconds &&
    claims.iss === caller.user &&
    claims.sub === caller.user &&
    header.alg === 'RS256' &&
    key !== undefined &&
    verify('RSA-SHA256', Buffer.from(`${head}.${payload}`), key, Buffer.from(signature, 'base64url'));
  return holds ? undefined : refused('server_error', 'Errors.Internal', 500);
}

/** The instance's own address: the sandbox serves this vendor under its name. */
const issuerOf = ({ headers }: EmulatorRequest): string => `http://${headers.host}/zitadel`;

function json(part: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(Buffer.from(part, 'base64url').toString('utf8')));
  } catch {
    return {};
  }
}

const refused = (error: string, description: string, status = 400): EmulatorAnswer => ({
  status,
  body: { error, error_description: description },
});
