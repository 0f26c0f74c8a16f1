import { isNode, type Node } from '../description/structure.ts';
import { compareParameters } from './compare-parameters.ts';
import type { Comparer } from './compare-shapes.ts';
import type { Comparison, Difference } from './comparison.ts';
import { type Content, type DescribedOperation, isJson } from './described-operation.ts';
import { partOf } from './part.ts';
import { schemaNode } from './terms.ts';

/** How the requests of an operation differ: places begin with `path`, `query`, `header`, `cookie` or `body`. */
export function compareRequest(
  old: DescribedOperation,
  now: DescribedOperation,
  comparer: Comparer,
  knowsRawQueries: boolean,
): Comparison {
  const parameters = compareParameters(old, now, comparer, knowsRawQueries);
  const body = compareBody(old, now, comparer);
  return partOf('request', [...parameters.differences, ...body.differences], {
    ...parameters.channels,
    body: body.comparison,
  });
}

interface Found {
  readonly differences: readonly Difference[];
  readonly comparison?: Comparison;
}

const toBody: Pick<Difference, 'at'> = { at: [{ property: 'body' }] };

function compareBody(old: DescribedOperation, now: DescribedOperation, comparer: Comparer): Found {
  const [was, is] = [old.body(), now.body()];
  if (was === undefined) {
    if (is === undefined) return { differences: [] };
    const origins = [comparer.now.idOf(is.node)];
    return {
      differences: [
        is.required
          ? {
              rule: 'request-body-became-required',
              ...toBody,
              detail: 'There was no body; now there has to be one.',
              origins,
            }
          : { rule: 'request-body-added', ...toBody, detail: 'There was no body; now there may be one.', origins },
      ],
    };
  }
  if (is === undefined) {
    const origins = [comparer.old.idOf(was.node)];
    return {
      differences: [
        { rule: 'request-body-removed', ...toBody, detail: 'There was a body; now there is none.', origins },
      ],
    };
  }
  const origins = [comparer.old.idOf(was.node), comparer.now.idOf(is.node)];
  const required: readonly Difference[] =
    was.required === is.required
      ? []
      : is.required
        ? [
            {
              rule: 'request-body-became-required',
              ...toBody,
              detail: 'The body was optional and is required.',
              origins,
            },
          ]
        : [
            {
              rule: 'request-body-became-optional',
              ...toBody,
              detail: 'The body was required and is optional.',
              origins,
            },
          ];
  const found = compareContent(was.content, is.content, comparer, origins);
  return { ...found, differences: [...required, ...found.differences] };
}

function compareContent(old: Content, now: Content, comparer: Comparer, origins: readonly string[]): Found {
  const type = jsonIn(old);
  const newType = jsonIn(now, type);
  if (type === undefined) {
    if (newType === undefined) return { differences: [] };
    return { differences: [{ rule: 'request-media-type-added', ...toBody, detail: `${newType} is new.`, origins }] };
  }
  if (newType === undefined) {
    const detail = `${type} is gone; there is ${Object.keys(now).join(', ') || 'nothing'}.`;
    return { differences: [{ rule: 'request-media-type-removed', ...toBody, detail, origins }] };
  }
  const named: readonly Difference[] = isSameType(type, newType)
    ? []
    : [{ rule: 'request-media-type-changed', ...toBody, detail: `${type} is gone; there is ${newType}.`, origins }];
  return {
    differences: named,
    comparison: comparer.compare('request', schemaIn(old, type), schemaIn(now, newType)),
  };
}

const bare = (type: string): string => type.toLowerCase().replace(/\s*;.*$/, '');

const isSameType = (one: string, other: string): boolean => bare(one) === bare(other) || other.includes('*');

/** The JSON media type of a body, the preferred one if it has that. */
export function jsonIn(content: Content, preferred = 'application/json'): string | undefined {
  const types = Object.keys(content).filter(isJson);
  return types.find((type) => bare(type) === bare(preferred)) ?? types[0];
}

/** What a body of this media type has to fit. */
export function schemaIn(content: Content, type: string): readonly Node[] {
  const media = content[type];
  return isNode(media) ? [schemaNode(media.schema)] : [];
}
