import type { OpenAPIV3_1 } from 'openapi-types';
import { operationsOf } from '../../contract/document.ts';
import { recording } from '../../contract/recording.ts';
import { samplerOf } from '../../contract/sample/sampler.ts';
import type { AnyProvider } from '../registered.ts';
import { madeUpAnswers } from './made-up.ts';

/** What the engine completes in every record. */
const completed = ['connection', 'provider', 'resourceName', 'etag', 'raw'];
const resources = { organization: 'Organization', member: 'Member', externalAccount: 'ExternalAccount' } as const;

/**
 * The properties of the used operations' successes that nobody reads, as `Schema/property`; of an object that is not read at all,
 * the object only.
 */
export function unreadOf(
  document: OpenAPIV3_1.Document,
  provider: AnyProvider,
  used: ReadonlySet<string>,
  read: ReadonlySet<string>,
): readonly string[] {
  const answers = madeUpAnswers(document, samplerOf(document));
  const known = new Set(read);
  const unread = new Set<string>();
  for (const id of operationsOf(document).keys()) {
    if (!used.has(id)) continue;
    const usual = answers.usual(id);
    for (const answer of [usual, ...answers.others(usual)]) {
      const names = new Map(answer.places.map(({ path, name }) => [path.join('/'), name]));
      if (answer.value === null) continue;
      provider.requestId(recording(answer.value, (path) => known.add(names.get(path.join('/')) ?? '')) as never, {});
      for (const { path, name } of answer.places) {
        if (known.has(name) || unread.has(name)) continue;
        const parent = names.get(path.slice(0, -1).join('/')) ?? '';
        if (path.length > 0 && !known.has(name) && (known.has(parent) || path.length === 1 || parent === id)) {
          unread.add(name);
        }
      }
    }
  }
  return [...unread].sort();
}

/** The properties of unified resources that nothing fills. `written` holds the names of the places that something fills. */
export function unwrittenOf(unified: OpenAPIV3_1.Document, written: ReadonlySet<string>): readonly string[] {
  const filled = [...written].map((name) => name.replaceAll('/*', ''));
  const sampler = samplerOf(unified);
  return Object.entries(resources).flatMap(([resource, component]) => {
    const { places } = sampler({ $ref: `#/components/schemas/${component}` }, resource);
    const names = places.map(({ path }) => [resource, ...path.filter((name) => !/^\d+$/.test(name))].join('/'));
    const empty = [...new Set(names)].filter(
      (name) =>
        name !== resource &&
        !completed.includes(name.split('/')[1] ?? '') &&
        !filled.some((other) => other === name || other.startsWith(`${name}/`)),
    );
    return empty.filter((name) => !empty.some((other) => name.startsWith(`${other}/`))).sort();
  });
}
