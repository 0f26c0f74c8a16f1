import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { createLog, type LogStream, toStream } from '../../src/telemetry/log.ts';
import { createTracer } from '../../src/telemetry/work.ts';

const masked = (text: string): string => text.replaceAll('s3cr3t-value', '***');

function captured(): { readonly lines: string[]; readonly log: ReturnType<typeof createLog> } {
  const lines: string[] = [];
  return { lines, log: createLog('info', { write: (line) => lines.push(line) }, masked) };
}

const nasty = 'a\r\nb\u001b[31mc\u2028d\u2029e\u0085f\u202eg\u0000h"\\{}';

test('whatever is told is one line of JSON that says it', () => {
  const { lines, log } = captured();
  log.info({ nasty, [nasty]: { deeper: [nasty] } }, nasty);
  expect(lines).toHaveLength(1);
  // Nothing in it ends a line, moves a cursor or turns text around, on any screen.
  expect(lines[0]).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*\n$/u);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: nasty, nasty, [nasty]: { deeper: [nasty] } });
});

test('no line is without end', () => {
  const { lines, log } = captured();
  const long = 'x'.repeat(1_000_000);
  const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`n${at}`, at]));
  const deep = JSON.parse(`${'['.repeat(1_000)}${']'.repeat(1_000)}`);
  log.error(
    { long, wide, deep, list: Array(10_000).fill(1), err: new Error(long, { cause: new Error(long) }) },
    'told',
  );
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: 'told', long: expect.stringMatching(/^x{2000}…$/) });
  log.error(new Error(long));
  log.error({ requestId: 'req_1', wide: Array(50).fill(long) }, 'told');
  expect(JSON.parse(lines[2] ?? '')).toMatchObject({ level: 50, requestId: 'req_1', msg: 'told' });
  expect(lines.map((line) => line.length).filter((length) => length > 16_384)).toEqual([]);
});

test('a secret that stands where a text is cut leaves no part of itself', () => {
  const { lines, log } = captured();
  const cutInside = `${'x'.repeat(1_995)}s3cr3t-value${'y'.repeat(20_000)}`;
  log.error({ cutInside, err: new Error(cutInside) }, 'told');
  log.error(cutInside);
  expect(lines.join('')).not.toContain('s3cr');
  expect(lines.join('').match(/x\*\*\*/g)).toHaveLength(3);
});

test('an error is told by type, code, message, stack and cause, and by nothing else that hangs on it', () => {
  const { lines, log } = captured();
  const cause = Object.assign(new TypeError('no'), { code: 'ECONNRESET', detail: 'Key (email)=(a@b.example) exists.' });
  log.error({ err: Object.assign(new Error('failed', { cause }), { body: { secret: 1 } }) }, 'told');
  const { err } = JSON.parse(lines[0] ?? '');
  expect(err).toEqual({
    type: 'Error',
    message: 'failed',
    stack: expect.stringMatching(/^at .*log\.test\.ts/),
    cause: { type: 'TypeError', code: 'ECONNRESET', message: 'no', stack: expect.stringMatching(/^at /) },
  });
});

test('what is told during a piece of work carries its place in the trace', () => {
  const { lines, log } = captured();
  const work = createTracer(undefined).begin('server');
  work.run(() => log.info('inside'));
  log.info('outside');
  const [inside, outside] = lines.map((line) => JSON.parse(line));
  expect(inside).toMatchObject({ trace_id: work.trace.traceId, span_id: work.trace.spanId });
  expect(outside).not.toHaveProperty('trace_id');
});

test('when nobody reads, lines are dropped and nobody waits; the next that goes out tells how many', () => {
  const taken: string[] = [];
  const stream = {
    writableLength: 0,
    write: (text: string) => taken.push(text),
    on: (event: string) => expect(event).toBe('error'),
  } satisfies LogStream;
  const destination = toStream(stream);
  destination.write('one\n');
  stream.writableLength = 2 * 1024 * 1024;
  destination.write('two\n');
  destination.write('three\n');
  expect(taken).toEqual(['one\n']);
  stream.writableLength = 0;
  destination.write('four\n');
  expect(JSON.parse(taken[1] ?? '')).toMatchObject({ level: 40, dropped: 2 });
  destination.write('five\n');
  expect(taken.slice(2)).toEqual(['four\n', 'five\n']);
});

const script = `
  import { createLog, toStream } from './src/telemetry/log.ts';
  const log = createLog('info', toStream(process.stderr), (text) => text);
  const told = 'x'.repeat(1_000);
  for (let made = 0; made < 20_000; made += 1) log.info({ made, told }, 'told');
  setTimeout(() => process.stdout.write('done', () => process.exit(0)), 100);
`;

test.each([
  ['does not read', () => {}],
  ['is gone', (stderr: Readable) => stderr.destroy()],
])('a gateway whose log has a reader that %s goes on', async (_title, treat) => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: join(import.meta.dirname, '..', '..'),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr.pause();
  treat(child.stderr);
  const [said] = await Promise.all([once(child.stdout, 'data'), once(child, 'exit')]);
  expect([String(said[0]), child.exitCode]).toEqual(['done', 0]);
});
