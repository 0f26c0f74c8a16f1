import { randomUUID } from 'node:crypto';
import type { ValidateFunction } from 'ajv';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { type Operation, operationsOf } from '../contract/document.ts';
import * as validators from '../generated/validators/orgway.js';
import { Problem } from '../problem/problem.ts';
import type { UnifiedOperationId } from '../translation/unified.ts';
import { answerer } from './answer.ts';
import { authenticator } from './authenticate.ts';
import { isDenial } from './denial.ts';
import { docsAssets, docsFolder } from './docs.ts';
import type { Gateway } from './gateway.ts';
import type { Handler, Received } from './handler.ts';
import { ownHandlers } from './handlers.ts';
import { asProblem, sendProblem } from './problem-response.ts';
import { translated } from './translated.ts';
import { requestReader } from './unified-request.ts';

/** The HTTP surface: one route for each operation of the unified document, and problem details for everything else. */
export function createApp(gateway: Gateway): Express {
  const app = express();
  app
    .disable('x-powered-by')
    .disable('etag')
    .set('query parser', false)
    .enable('strict routing')
    .enable('case sensitive routing');
  app.use((_request, response, next) => {
    response.locals.requestId = `req_${randomUUID()}`;
    next();
  });
  const authenticate = authenticator(gateway.apiKeys);
  app.use(['/v1', '/metrics'], (request, response, next) => {
    const { name } = authenticate(request.headers.authorization);
    response.locals.principal = name;
    gateway.audit.note({ type: 'key.used', principal: name });
    next();
  });
  const operations = [...operationsOf(gateway.document).values()];
  const own = ownHandlers(gateway);
  for (const operation of operations) route(app, gateway, own, operation);
  for (const name of docsAssets) {
    app.get(`/docs/assets/${name}`, (_request, response) => response.sendFile(name, { root: docsFolder }));
  }
  for (const [path, allowed] of methodsByPath(operations)) {
    app.all(routePath(path), () => {
      throw new Problem('method-not-allowed', { headers: { allow: allowed.join(', ') } });
    });
  }
  app.use(() => {
    throw new Problem('not-found', { detail: 'No such path; GET /docs shows the ones there are.' });
  });
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    const problem = asProblem(error);
    const { requestId, principal, action } = response.locals;
    if (problem.status === 500) gateway.failed(error, requestId);
    if (isDenial(problem))
      gateway.audit.note({ type: 'request.denied', requestId, principal, action, code: problem.code });
    if (response.headersSent) response.destroy();
    else sendProblem(response, problem, pathOf(request), response.locals.requestId);
  });
  return app;
}

function route(app: Express, gateway: Gateway, own: Readonly<Record<string, Handler>>, operation: Operation): void {
  const { id } = operation;
  const validate = (validators as Readonly<Record<string, ValidateFunction>>)[`${id}_request`];
  if (validate === undefined) throw new Error(`${id} has no compiled validator; run "npm run generate"`);
  const read = requestReader(operation, validate);
  const answer = answerer(gateway.document, operation);
  const handler = own[id] ?? translated(gateway, id as UnifiedOperationId, operation.effect);
  const method = operation.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
  app[method](routePath(operation.path), async (request, response) => {
    response.locals.action = id;
    const received: Received = {
      requestId: response.locals.requestId,
      principal: response.locals.principal ?? '',
      signal: hangUp(response),
      instance: pathOf(request),
      params: request.params as Readonly<Record<string, string>>,
      read: () => read(request),
    };
    answer(response, await handler(received));
  });
}

function methodsByPath(operations: readonly Operation[]): Map<string, string[]> {
  const methods = new Map<string, string[]>();
  for (const { path, method } of operations) methods.set(path, [...(methods.get(path) ?? []), method]);
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

const routePath = (path: string): string => path.replaceAll(/\{([^}]+)\}/g, ':$1');

const pathOf = (request: Request): string => request.originalUrl.split('?', 1)[0] ?? '';
