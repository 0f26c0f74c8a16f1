import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ProblemCode, problems } from '../../src/problem/registry.ts';
import { framing } from './a-framing.ts';
import { targets } from './b-target.ts';
import { headers } from './c-headers.ts';
import { mediaTypes } from './d-media-types.ts';
import { jsonSyntax } from './e-json-syntax.ts';
import { mutant, random } from './mutants.ts';
import { exchange, type RawExchange } from './raw-exchange.ts';
import { get } from './requests.ts';
import { type ServedStage, startServedStage } from './stage.ts';

const count = 20_000;
const seed = 20_261_122;
const atOnce = 64;
/** How long bytes that make no whole request are given to become one. */
const quietMs = 250;

let stage: ServedStage;
beforeAll(async () => {
  stage = await startServedStage();
});
afterAll(() => stage.stop());

const originals = [...framing, ...targets, ...headers, ...mediaTypes, ...jsonSyntax].flatMap(({ bytes }) =>
  typeof bytes === 'function' ? [] : [Buffer.from(bytes)],
);

/** As many requests that name their version as there can be in the bytes. */
const requestsIn = (bytes: Buffer): number => bytes.toString('latin1').split('HTTP/').length - 1;

/** Whether a request may have been carried out whose answer did not come in time. */
const unheard = ({ bytes, got: { answers } }: Sent): boolean =>
  answers.length < requestsIn(bytes) && answers.at(-1)?.headers.connection !== 'close';

/** Ids of all operations on record. */
async function recorded(): Promise<string[]> {
  const { answers } = await exchange(stage.port, get('/v1/operations?pageSize=200'));
  expect(answers[0]?.body.nextPageToken).toBeUndefined();
  return answers[0]?.body.operations.map(({ id }: { readonly id: string }) => id);
}

/** What is wrong with how the bytes were answered; undefined where nothing is. */
function wrongWith({ bytes, got: { answers } }: Sent): string | undefined {
  // What follows the last of them may be taken for one more.
  if (answers.length > requestsIn(bytes) + 1) return 'more answers than requests';
  for (const [at, { status, headers, body }] of answers.entries()) {
    // Whatever is answered after a refusal was part of what was refused.
    if (headers.connection === 'close' && at < answers.length - 1) return 'an answer after the last one';
    if (status < 300) continue;
    if (headers['content-type'] !== 'application/problem+json') return `${status} that is no problem`;
    if (body !== undefined && problems[body.code as ProblemCode]?.status !== status)
      return `${status} with ${body.code}`;
  }
  return undefined;
}

interface Sent {
  readonly bytes: Buffer;
  readonly got: RawExchange;
}

async function sendAll(): Promise<Sent[]> {
  const draw = random(seed);
  const all = Array.from({ length: count }, () => {
    const original = originals[Math.floor(draw() * originals.length)] ?? Buffer.alloc(0);
    return mutant(original, draw);
  });
  const sent: Sent[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let bytes = all[next++]; bytes !== undefined; bytes = all[next++]) {
      sent.push({ bytes, got: await exchange(stage.port, bytes, false, quietMs) });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return sent;
}

test(`${count} mutants of the corpus, seed ${seed}, are answered once each and harm nobody`, async () => {
  const pid = stage.pid();
  const sent = await sendAll();
  const wrong = sent.flatMap((each) => {
    const reason = wrongWith(each);
    return reason === undefined ? [] : [`${reason}: ${JSON.stringify(each.bytes.toString('latin1').slice(0, 2_000))}`];
  });
  expect(wrong).toEqual([]);
  const statuses = new Set(sent.flatMap(({ got }) => got.answers.map(({ status }) => status)));
  // Else nothing was tried.
  expect([...statuses]).toEqual(expect.arrayContaining([200, 201, 400, 404, 405, 414, 415, 431, 501, 505]));
  const told = new Set(sent.flatMap(({ got }) => got.answers.map(({ body }) => body?.operationId)));
  const untold = (await recorded()).filter((id) => !told.has(id));
  expect(untold.length).toBeLessThanOrEqual(sent.filter(unheard).length);
  expect((await exchange(stage.port, stage.good)).answers).toMatchObject([{ status: 200 }]);
  expect(stage.pid()).toBe(pid);
});
