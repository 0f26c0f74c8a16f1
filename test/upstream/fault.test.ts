import { expect, test } from 'vitest';
import { faultOf, type Progress, type Reach, UpstreamFault } from '../../src/upstream/fault.ts';

test.each<[Progress, Reach]>([
  ['waiting', 'not-sent'],
  ['sending', 'no-answer'],
  ['answering', 'broken-answer'],
])('a call that failed while %s is %s', (progress, reach) => {
  expect(faultOf(new Error('x'), progress).reach).toBe(reach);
});

test.each(['ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED', 'ERR_SSL_BAD_RECORD_TYPE', 'ENOTFOUND'])(
  '%s proves nothing about a request that went out: it is not taken for one that was not sent',
  (code) => {
    const error = Object.assign(new Error('x'), { code, syscall: 'connect' });
    expect(faultOf(error, 'sending').reach).toBe('no-answer');
    expect(faultOf(error, 'answering').reach).toBe('broken-answer');
  },
);

test.each(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT'])(
  '%s is a deadline',
  (code) => {
    expect(faultOf(Object.assign(new Error('x'), { code }), 'sending').timedOut).toBe(true);
  },
);

test('the total deadline of a call is a deadline', () => {
  expect(
    faultOf(new DOMException('The operation was aborted due to timeout', 'TimeoutError'), 'sending').timedOut,
  ).toBe(true);
});

test.each([
  Object.assign(new Error('x'), { code: 'ECONNRESET' }),
  new DOMException('x', 'AbortError'),
  'text',
  undefined,
  null,
])('anything else is not: %s', (error) => {
  expect(faultOf(error, 'sending').timedOut).toBe(false);
});

test('a fault keeps the error behind it and says what it said', () => {
  const error = new Error('other side closed');
  const fault = faultOf(error, 'sending');
  expect(fault).toBeInstanceOf(UpstreamFault);
  expect(fault).toMatchObject({ name: 'UpstreamFault', message: 'other side closed', cause: error });
});

test('a fault of something that is no error says what it was', () => {
  expect(faultOf('odd', 'sending')).toMatchObject({ message: 'odd', cause: 'odd' });
});
