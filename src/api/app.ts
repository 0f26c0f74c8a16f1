import type { ValidateFunction } from 'ajv';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { type Operation, operationsOf } from '../contract/document.ts';
import { demandPermissions } from '../contract/permissions.ts';
import * as validators from '../generated/validators/orgway.js';
import { Problem } from '../problem/problem.ts';
import type { UnifiedOperationId } from '../translation/unified.ts';
import { authorization } from './access/authorization.ts';
import { createEntrance } from './access/entrance.ts';
import { answerer } from './answer.ts';
import { isDenial } from './denial.ts';
import { docsAssets, docsFolder } from './docs.ts';
import type { Gateway } from './gateway.ts';
import { Granted } from './granted.ts';
import type { Handler, Received } from './handler.ts';
import { ownHandlers } from './handlers.ts';
import { isDestructive } from './limits/limits.ts';
import { observe } from './observe.ts';
import { pathOf } from './path-of.ts';
import { asProblem, sendProblem } from './problem-response.ts';
import { translated } from './translated.ts';
import { requestReader } from './unified-request.ts';

/**
 * The HTTP surface: one route for each operation of the unified document, and problem details for everything else. Throws an
 * `Error` when the document does not say of an operation who may call it.
 */
export function createApp(gateway: Gateway): Express {
  demandPermissions(gateway.document);
  const app = express();
  app
    .disable('x-powered-by')
    .disable('etag')
    .set('query parser', false)
    .enable('strict routing')
    .enable('case sensitive routing');
  app.use(observe(gateway.observation));
  const operations = [...operationsOf(gateway.document).values()];
  const enter = createEntrance(gateway.authenticate);
  app.use(protectedPaths(operations), async (request, response, next) => {
    const principal = await enter(request);
    response.locals.principal = principal;
    gateway.audit.note({ type: 'key.used', principal: principal.id });
    await gateway.limits.request(principal.id, response);
    next();
  });
  const own = ownHandlers(gateway);
  const refuse = refusing(gateway);
  for (const operation of operations) route(app, gateway, own, operation, refuse);
  for (const name of docsAssets) {
    app.get(`/docs/assets/${name}`, (_request, response) => response.sendFile(name, { root: docsFolder }));
  }
  for (const [path, allowed] of methodsByPath(operations)) {
    app.all(path, () => {
      throw new Problem('method-not-allowed', { headers: { allow: allowed.join(', ') } });
    });
  }
  app.use(() => {
    throw new Problem('not-found', { detail: 'No such path; GET /docs shows the ones there are.' });
  });
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) =>
    refuse(error, request, response),
  );
  return app;
}

type Refuse = (error: unknown, request: Request, response: Response) => void;

/** Composes how a request that failed is answered: with a problem, or by cutting off an answer that has begun. */
function refusing(gateway: Gateway): Refuse {
  return (error, request, response) => {
    const problem = asProblem(error).retold(gateway.redact);
    const { requestId, principal, action } = response.locals;
    response.locals.code = problem.code;
    if (problem.status === 500) gateway.failed(error, requestId);
    if (isDenial(problem)) {
      gateway.audit.note({ type: 'request.denied', requestId, principal: principal?.id, action, code: problem.code });
    }
    if (response.headersSent) response.destroy();
    else sendProblem(response, problem, pathOf(request.originalUrl), response.locals.requestId);
  };
}

function route(
  app: Express,
  gateway: Gateway,
  own: Readonly<Record<string, Handler>>,
  operation: Operation,
  refuse: Refuse,
): void {
  const { id } = operation;
  const validate = (validators as Readonly<Record<string, ValidateFunction>>)[`${id}_request`];
  if (validate === undefined) throw new Error(`${id} has no compiled validator; run "npm run generate"`);
  const read = requestReader(operation, validate);
  const answer = answerer(gateway.document, operation);
  const authorize = authorization(operation, own[id] === undefined && operation.effect === 'write');
  const destructive = isDestructive(operation);
  const handler = own[id] ?? translated(id as UnifiedOperationId, operation.effect);
  const method = operation.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
  const serve = async (request: Request, response: Response): Promise<void> => {
    response.locals.action = id;
    response.locals.route = operation.path;
    response.locals.connection = gateway.connections.get(String(request.params.connection))?.id;
    const { requestId } = response.locals;
    const principal = authorize(response.locals.principal);
    const received: Received = {
      requestId,
      granted: new Granted(gateway, principal, (connection) =>
        gateway.audit.note({ type: 'request.denied', requestId, principal: principal.id, action: id, connection }),
      ),
      signal: hangUp(response),
      instance: pathOf(request.originalUrl),
      params: request.params as Readonly<Record<string, string>>,
      admit: (connection) => (destructive ? gateway.limits.destruction(principal.id, connection, response) : undefined),
      read: () => read(request),
    };
    await answer(response, await handler(received));
  };
  // Refused at once: to hand an error on takes the router through all the routes that are left, and there are many refusals when
  // there is much to do.
  app[method](routePath(operation), (request, response) =>
    serve(request, response).catch((error: unknown) => refuse(error, request, response)),
  );
}

/** Everything below `/v1`, whether there is such a path or not, and every other path that is not open to everybody. */
const protectedPaths = (operations: readonly Operation[]): string[] => [
  '/v1',
  ...operations.flatMap((each) => (each.open || each.path.startsWith('/v1/') ? [] : [routePath(each)])),
];

function methodsByPath(operations: readonly Operation[]): Map<string, string[]> {
  const methods = new Map<string, string[]>();
  for (const operation of operations) {
    const path = routePath(operation);
    methods.set(path, [...(methods.get(path) ?? []), operation.method]);
  }
  return methods;
}

/** Ends when the connection closes before the answer is out. */
function hangUp(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}

/** The path of an operation as the router has it. */
function routePath({ path, parameters }: Operation): string {
  const many = new Set(parameters.filter(({ multiSegment }) => multiSegment).map(({ name }) => name));
  return path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => (many.has(name) ? `*${name}` : `:${name}`));
}
