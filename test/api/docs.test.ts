import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import supertest from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type RunningGateway, startGateway } from '../support/gateway.ts';

const source = readFileSync(join(import.meta.dirname, '..', '..', 'openapi', 'orgway.yaml'), 'utf8');

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway([{ id: 'nowhere', provider: 'userhub', baseUrl: 'http://127.0.0.1:9' }]);
});
afterAll(() => gateway.stop());

const get = (path: string) => supertest(gateway.url).get(path).buffer(true);

test('the page is HTML in UTF-8 that is not to be stored', async () => {
  const { status, headers, text } = await get('/docs');
  expect(status).toBe(200);
  expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  expect(headers['orgway-request-id']).toMatch(/^req_/);
  expect(text).toMatch(/^<!doctype html>/);
});

test('the page names nothing of another origin', async () => {
  const { text } = await get('/docs');
  expect(text).not.toMatch(/(?:[a-z]+:)?\/\/|<base|<iframe|<object|<form/i);
  const styles = await get('/docs/assets/swagger-ui.css');
  const targets = [...styles.text.matchAll(/url\(\s*["']?([^"')]{0,40})|@import\s+(\S+)/g)].map(
    ([, url, sheet]) => url ?? sheet,
  );
  expect(targets.length).toBeGreaterThan(0);
  expect(targets.filter((target) => !target?.startsWith('data:'))).toEqual([]);
});

const kinds = { js: /^text\/javascript/, css: /^text\/css/, png: /^image\/png$/, json: /^application\/json$/ };

test('everything that the page names is there and of its kind', async () => {
  const { text } = await get('/docs');
  const named = [...text.matchAll(/(?:src|href)="([^"]*)"|\burl: '([^']*)'/g)].map(
    ([, link, url]) => link ?? url ?? '',
  );
  const endings = named.map((path) => path.split('.').at(-1) ?? '');
  expect([...endings].sort()).toEqual(['css', 'js', 'json', 'png']);
  for (const [index, path] of named.entries()) {
    expect(path).toMatch(/^\/(?:docs\/assets\/[\w.-]+|openapi\.json)$/);
    const { status, headers, body, text: content } = await get(path);
    expect({ path, status }).toEqual({ path, status: 200 });
    expect(headers['content-type']).toMatch(kinds[endings[index] as keyof typeof kinds]);
    expect(content?.length ?? body.length).toBeGreaterThan(100);
  }
});

test.each([
  '/docs/assets/index.html',
  '/docs/assets/swagger-initializer.js',
  '/docs/assets/oauth2-redirect.html',
  '/docs/assets/package.json',
  '/docs/assets/',
  '/docs/assets',
  '/docs/assets/nothing.js',
])('%s is not served: no file of the viewer but those the page needs', async (path) => {
  const { status, headers, body } = await get(path);
  expect({ status, code: body.code }).toEqual({ status: 404, code: 'not-found' });
  expect(headers['content-type']).toBe('application/problem+json');
});

test.each(['/docs/assets/..%2f..%2fpackage.json', '/docs/assets/%2e%2e/express/package.json'])(
  '%s does not get as far as the viewer',
  async (path) => {
    const { status, body } = await get(path);
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'invalid-request' });
  },
);

test('the document is answered as JSON, equal to the YAML it is written in', async () => {
  const { status, headers, body } = await get('/openapi.json');
  expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'application/json' });
  expect(body).toEqual(parse(source, { merge: true }));
  expect(body.info.title).toBe('Orgway');
});

test('the document is answered as it is written', async () => {
  const { status, headers, text, body } = await get('/openapi.yaml');
  expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'application/yaml; charset=utf-8' });
  expect(text ?? body.toString('utf8')).toBe(source);
});

test.each([
  ['/livez', 'alive'],
  ['/readyz', 'ready'],
])('%s answers without a key', async (path, status) => {
  const answer = await get(path);
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 200, body: { status } });
  expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
});

const open = ['/docs', '/openapi.json', '/openapi.yaml', '/livez', '/readyz', '/docs/assets/swagger-ui-bundle.js'];

test.each(open)('HEAD %s answers the headers of GET without a body', async (path) => {
  const [full, head] = [await get(path), await supertest(gateway.url).head(path)];
  expect(head.status).toBe(200);
  for (const name of ['content-type', 'content-length', 'cache-control']) {
    expect({ [name]: head.headers[name] }).toEqual({ [name]: full.headers[name] });
  }
  expect(Number(head.headers['content-length'])).toBeGreaterThan(10);
  expect(head.text ?? '').toBe('');
});

test.each(open.slice(0, -1))('%s takes no query and no other method', async (path) => {
  const queried = await get(`${path}?verbose=1`);
  expect({ status: queried.status, body: queried.body }).toMatchObject({
    status: 400,
    body: { code: 'invalid-request', errors: [{ pointer: 'query/verbose' }] },
  });
  const posted = await supertest(gateway.url).post(path);
  expect({ status: posted.status, code: posted.body.code }).toEqual({ status: 405, code: 'method-not-allowed' });
  expect(posted.headers.allow).toMatch(/\bGET\b/);
});
