import { createServer, type Server, type ServerResponse } from 'node:http';
import { encodings } from '../telemetry/encodings.ts';

const spelled = Object.values(encodings);

/** Ways to say everything that one knows. */
const manners: readonly ((response: ServerResponse, words: readonly string[], rest: readonly string[]) => void)[] = [
  ...[400, 401, 403, 404, 409, 422, 429, 500, 503].map(
    (status) => (response: ServerResponse, words: readonly string[], rest: readonly string[]) =>
      json(response, status, errorBody(words, rest)),
  ),
  // Successes with members and values that nobody has heard of, and with an error in them.
  (response, words) => json(response, 200, Object.fromEntries(words.map((word) => [word, { [word]: word }]))),
  (response, words) =>
    json(response, 200, {
      organization: { [words[0] ?? '']: 1, organization_id: words[1] },
      status: words[2],
      state: words[3],
    }),
  (response, words, rest) => json(response, 200, errorBody(words, rest)),
  (response, words) => text(response, 200, 'text/html', `<p>${words.join('</p><p>')}</p>`),
  (response, words) => text(response, 200, 'application/json', `{"broken": "${words.join('", "')}`),
  (response, words) => text(response, 302, `text/${words[0]?.replaceAll(/[^\w-]/g, '')}`, words.join()),
  (response, words) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100_000 });
    response.write(JSON.stringify(words), () => response.destroy());
  },
  (response) => response.destroy(),
];

/** As each vendor would have it. */
const errorBody = (words: readonly string[], rest: readonly string[]): object => ({
  code: words[0],
  error_type: words[0],
  error_message: rest.join(' '),
  request_id: words[1],
  traceId: words[2],
  type: `https://errors.example/#${words[3]}`,
  message: rest.join(' '),
  details: [{ '@type': words[4], id: words[0], message: rest.join(' ') }],
  errors: Object.fromEntries(words.map((word) => [word, [word]])),
});

/**
 * An upstream that repeats secrets in every answer, those it is sent at first, in every manner and encoding in turn. Its token endpoint gives out `token`, or
 * nothing but words, in turn as well.
 */
export function createRepeatingUpstream(secrets: readonly string[], token: string): Server {
  let arrived = 0;
  return createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      arrived += 1;
      const encode = spelled[arrived % spelled.length] ?? String;
      const brought = Object.entries(request.headers).flatMap(([name, value]) =>
        /session/.test(name) ? [String(value)] : [],
      );
      const turned = [
        ...brought,
        ...secrets.slice(arrived % secrets.length),
        ...secrets.slice(0, arrived % secrets.length),
      ];
      const words = turned.map(encode);
      response.setHeader('x-request-id', encodeURIComponent(words[0] ?? ''));
      response.setHeader('set-cookie', Buffer.from(words.join()).toString('base64url'));
      response.setHeader('retry-after', encodeURIComponent(words[1] ?? ''));
      if (request.url?.endsWith('/token') && arrived % 3 !== 0) {
        json(response, 200, { access_token: token, token_type: 'Bearer', expires_in: 1 });
      } else
        manners[arrived % manners.length]?.(response, words, [...words, ...Object.values(request.headers).map(String)]);
    });
  });
}

const json = (response: ServerResponse, status: number, body: object): void =>
  text(response, status, 'application/json', JSON.stringify(body));

function text(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}
