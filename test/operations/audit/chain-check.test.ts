import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { headSigner } from '../../../src/operations/audit/signing.ts';
import { verifyExport } from '../../../src/operations/audit/verify.ts';
import { chainOf, exported, formats, headOf, signer, verified } from './exported.ts';

const records = chainOf(12);
const text = (of = records, head = headOf(of)): string => exported('jsonl', of, head).join('');

const at = (time: string) => ({ time });
test('time may go back by 5 seconds and no more', async () => {
  const good = chainOf(12, { 6: at('2026-11-21T12:00:05.000Z'), 7: at('2026-11-21T12:00:00.000Z') });
  expect(await verified(text(good.slice(0, 7)))).toMatchObject({ ok: true });
  const bad = chainOf(12, { 6: at('2026-11-21T12:00:05.000Z'), 7: at('2026-11-21T11:59:59.999Z') });
  expect(await verified(text(bad))).toMatchObject({
    ok: false,
    line: 7,
    seq: 7,
    reason: expect.stringContaining('time'),
  });
});

test('time may not creep back in small steps', async () => {
  const creeping = Object.fromEntries(
    [2, 1, 0].map((step, index) => [index + 10, at(`2026-11-21T12:00:0${step * 4}.000Z`)]),
  );
  expect(await verified(text(chainOf(12, creeping)))).toMatchObject({ ok: false, seq: 12 });
});

test.each(['2026-11-21 10:00:05.000Z', '2026-11-21T10:00:05Z', '2026-13-21T10:00:05.000Z', ''])(
  'a record whose time is %j is none',
  async (time) => {
    expect(await verified(text(chainOf(12, { 5: { time } })))).toMatchObject({ ok: false, line: 5, seq: 5 });
  },
);

test.each(formats)('%s: another key is told as such', async (format) => {
  const bytes = [Buffer.from(exported(format, records).join(''))];
  const other = headSigner(Buffer.alloc(32, 7)).publicKey;
  const verdict = await verifyExport(
    (async function* () {
      yield* bytes;
    })(),
    other,
  );
  expect(verdict).toMatchObject({ ok: false, reason: expect.stringContaining('another key') });
});

test('what is no Ed25519 public key is refused before anything is read', async () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const rsa = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const secret = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  for (const key of ['', 'no key', rsa, secret]) {
    const unread = (async function* () {
      yield await Promise.reject(new Error('read'));
    })();
    await expect(verifyExport(unread, key)).rejects.toThrow('not an Ed25519 public key');
  }
});

test.each([
  ['too few', { to: 11 }, 12],
  ['too many', { to: 13 }, 13],
  ['another beginning', { prev: 'f'.repeat(64) }, 1],
  ['a later beginning', { from: 2 }, 2],
  ['another end', { head: 'f'.repeat(64) }, 12],
])('a head over %s does not fit', async (_, other, seq) => {
  expect(await verified(text(records, headOf(records, other)))).toMatchObject({ ok: false, seq });
});

test('an export of nothing needs a head of nothing', async () => {
  expect(await verified(text([], headOf([], { from: 13, to: 12 })))).toEqual({
    ok: true,
    records: 0,
    from: 13,
    to: 12,
  });
  expect(await verified(text([], headOf([], { to: 1 })))).toMatchObject({ ok: false, seq: 1 });
  expect(await verified(text([], headOf([], { head: 'f'.repeat(64) })))).toMatchObject({ ok: false });
});

test('records that were written anew, hashes and all, do not fit the head that was signed before', async () => {
  const anew = chainOf(12, { 5: { operation: 'op_other' } });
  for (const format of formats) {
    expect(await verified(exported(format, anew, headOf(records)).join(''))).toMatchObject({ ok: false, seq: 12 });
  }
});

const saved = headOf(records.slice(0, 8));
/** The same records up to one, from where on everything was written anew, hashes and all. */
const rewritten = (from: number) => chainOf(12, { [from]: { operation: 'op_other' } });

test('a later export agrees with a head that was saved', async () => {
  for (const part of [records, records.slice(0, 8), records.slice(4), records.slice(7), records.slice(8)]) {
    expect(await verified(text(part), saved)).toMatchObject({ ok: true });
  }
});

test('records that are gone or written anew since show against the saved head, however well they are chained', async () => {
  const cut = records.slice(0, 7);
  expect(await verified(text(cut))).toMatchObject({ ok: true });
  expect(await verified(text(cut), saved)).toMatchObject({ ok: false, line: 8, seq: 8 });
  expect(await verified(text(rewritten(3)))).toMatchObject({ ok: true });
  expect(await verified(text(rewritten(3)), saved)).toMatchObject({ ok: false, line: 8, seq: 8 });
  expect(await verified(text(rewritten(9)), saved)).toMatchObject({ ok: true });
  expect(await verified(text(rewritten(3).slice(8)), saved)).toMatchObject({ ok: false, line: 1, seq: 9 });
});

test('what was written anew before the records of a saved head shows where they begin', async () => {
  const middle = headOf(records.slice(4, 8));
  expect(await verified(text(rewritten(3)), middle)).toMatchObject({ ok: false, line: 5, seq: 5 });
});

test('an export that begins after the saved head cannot be compared', async () => {
  expect(await verified(text(records.slice(9)), saved)).toMatchObject({ ok: false, line: 1 });
});

test('a saved head that another key signed is refused', async () => {
  const forged = headSigner(Buffer.alloc(32, 7)).sign(saved);
  const empty = (async function* (): AsyncGenerator<Uint8Array> {})();
  await expect(verifyExport(empty, signer.publicKey, forged)).rejects.toThrow('the saved head cannot be used');
});
