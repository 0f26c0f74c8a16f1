import { afterAll, beforeAll } from 'vitest';
import { framing } from './a-framing.ts';
import { targets } from './b-target.ts';
import { beyond } from './beyond.ts';
import { headers } from './c-headers.ts';
import { mediaTypes } from './d-media-types.ts';
import { jsonSyntax } from './e-json-syntax.ts';
import { jsonHazards } from './f-json-hazards.ts';
import { meaning } from './g-meaning.ts';
import { queries } from './h-query.ts';
import { idempotencyKeys } from './i-idempotency.ts';
import { corpus } from './runner.ts';
import { type ServedStage, startServedStage } from './stage.ts';

let stage: ServedStage;
beforeAll(async () => {
  stage = await startServedStage();
});
afterAll(() => stage.stop());

corpus('A: framing', () => stage, framing);
corpus('B: targets', () => stage, targets);
corpus('C: headers', () => stage, headers);
corpus('D: media types', () => stage, mediaTypes);
corpus('E: JSON syntax', () => stage, jsonSyntax);
corpus('F: JSON hazards', () => stage, jsonHazards);
corpus('G: meaning', () => stage, meaning);
corpus('H: queries', () => stage, queries);
corpus('I: idempotency keys', () => stage, idempotencyKeys);
corpus('beyond the reference', () => stage, beyond);
