import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type RunningGateway, startGateway } from '../support/gateway.ts';
import { findChromium, load } from './chromium.ts';

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
}
const document: {
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, object>>;
} = parse(readFileSync(join(import.meta.dirname, '..', '..', 'openapi', 'orgway.yaml'), 'utf8'), { merge: true });
const operations: readonly Operation[] = Object.values(document.paths).flatMap((methods) => Object.values(methods));

const chromium = findChromium();

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway([{ id: 'nowhere', provider: 'userhub', baseUrl: 'http://127.0.0.1:9' }]);
});
afterAll(() => gateway.stop());

test('a browser renders the operations and asks no other origin for anything', { timeout: 120_000 }, async ({
  skip,
}) => {
  if (chromium === undefined) {
    const reason = 'no Chromium on this machine; .ci/run has one (apt-get install chromium)';
    console.warn(`test/api/docs-browser.test.ts is skipped: ${reason}`);
    skip(reason);
    return;
  }
  const page = await load(chromium, `${gateway.url}/docs#/Organizations/deactivateOrganization`);

  const ids = (pattern: RegExp): string[] => [...page.html.matchAll(pattern)].map(([, id = '']) => id);
  expect(ids(/id="operations-tag-(\w+)"/g)).toEqual(document.tags.map(({ name }) => name.replaceAll(' ', '_')));
  const unfolded = operations.filter(({ tags }) => tags.includes('Organizations'));
  expect(unfolded.length).toBeGreaterThan(5);
  expect(ids(/id="operations-Organizations-(\w+)"/g)).toEqual(unfolded.map(({ operationId }) => operationId));
  for (const { summary } of unfolded) expect(page.html).toContain(`>${summary}<`);
  // The one that the address names is open and shows what it answers, down to the problem that it may be refused with.
  expect(page.html).toContain('capability-not-supported');
  expect(page.html).not.toContain('errors-wrapper');
  expect(page.console).toEqual([]);

  const needed = ['/docs', '/openapi.json', '/docs/assets/swagger-ui.css', '/docs/assets/swagger-ui-bundle.js'];
  const asked = page.asked.map((url) => url.replace(/#.*/, ''));
  expect(asked).toEqual(expect.arrayContaining(needed.map((path) => gateway.url + path)));
  expect(asked.filter((url) => !url.startsWith(`${gateway.url}/`))).toEqual([]);
  const { host } = new URL(gateway.url);
  expect(new Set(page.connected)).toEqual(new Set([host]));
});
