import type { IncomingMessage } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { Exchange } from '../../src/passthrough/exchange.ts';
import { CallerGone, UpstreamFault } from '../../src/upstream/fault.ts';
import { errorOf } from '../support/caught.ts';

const outgoing = { method: 'PUT', target: '/files/a', headers: {}, body: undefined };
const complete = (): IncomingMessage =>
  Object.assign(new PassThrough().end('whole'), {
    ...{ statusCode: 200, headers: { etag: '"1"' }, complete: true },
    setTimeout() {},
  }) as unknown as IncomingMessage;

test('an error after a complete answer is none of it', async () => {
  const exchange = new Exchange(outgoing, 20_000, undefined);
  exchange.answered(complete());
  exchange.failed(new Error('reset by peer'));
  const { status, headers, body } = await exchange.head;
  expect([status, headers, await text(body)]).toEqual([200, { etag: '"1"' }, 'whole']);
});

test('a body that is cut ends the exchange, and what was taken for the request with it', async () => {
  const body = new Readable({ read() {} });
  const exchange = new Exchange({ ...outgoing, body }, 20_000, undefined);
  const ended = errorOf(() => exchange.head);
  body.push('half');
  body.destroy();
  const error = await ended;
  expect(error).toBeInstanceOf(UpstreamFault);
  expect(error).toMatchObject({ reach: 'not-sent', cause: expect.any(CallerGone) });
  expect([exchange.request.writableEnded, exchange.request.destroyed]).toEqual([false, true]);
});

test('an exchange that nobody waits for any more is not begun', async () => {
  const exchange = new Exchange(outgoing, 20_000, AbortSignal.abort());
  expect(await errorOf(() => exchange.head)).toMatchObject({ cause: expect.any(CallerGone) });
  expect(exchange.response.destroyed).toBe(true);
});
