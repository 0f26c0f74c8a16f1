import type { Operation } from '../../contract/document.ts';
import type { Sample, Sampler } from '../../contract/sample/sampler.ts';
import { replacedAt } from '../../contract/sample/variants.ts';
import type { Facts } from '../facts.ts';

/** Ids of one organization and of what belongs to it, as the upstream's documents show them. */
export interface KnownIds {
  readonly organization?: string | undefined;
  readonly member?: string | undefined;
  readonly externalAccount?: string | undefined;
}

/** Query parameters that the engine handles and no translation sees. */
const engineQuery = ['pageSize', 'pageToken', 'include', 'acknowledge', 'dryRun'];

/** Where unified requests name what exists already. */
const idPlaces: readonly (readonly [path: readonly string[], id: keyof KnownIds])[] = [
  [['path', 'organization'], 'organization'],
  [['path', 'member'], 'member'],
  [['path', 'externalAccount'], 'externalAccount'],
  [['body', 'userId'], 'member'],
  [['body', 'id'], 'externalAccount'],
];

/** The fullest input of a unified operation that a provider's facts allow. */
export function inputSample(
  operation: Operation,
  { fields, filters }: Facts,
  ids: KnownIds,
  sampler: Sampler,
  other: boolean,
): Sample {
  const channel = (name: 'path' | 'query') => {
    const parameters = operation.parameters.filter(
      (each) => each.in === name && each.name !== 'connection' && !engineQuery.includes(each.name),
    );
    return {
      type: 'object',
      properties: Object.fromEntries(parameters.map((each) => [each.name, each.schema])),
      required: parameters.filter(({ required }) => required).map((each) => each.name),
    };
  };
  const properties = { path: channel('path'), query: channel('query') };
  const body = operation.body === undefined ? {} : { body: operation.body.schema };
  const whole = { type: 'object', properties: { ...properties, ...body }, required: ['path', 'query', 'body'] };
  const { value, places } = sampler(whole, operation.id);
  const supported = ([top = '', name]: readonly string[]): boolean => {
    const allowed = top === 'body' ? fields : top === 'query' ? filters : undefined;
    return name === undefined || allowed === undefined || allowed.includes(name);
  };
  const page = operation.parameters.some(({ name }) => name === 'pageToken');
  return {
    value: {
      ...(withIds(only(value, supported), ids) as object),
      ...(page ? { page: other ? { size: 27, cursor: '30' } : { size: 20, cursor: '0' } } : {}),
    },
    places: places.filter(({ path }) => supported(path)).concat(page ? pagePlaces : []),
  };
}

function only(value: unknown, supported: (path: readonly string[]) => boolean): unknown {
  return Object.fromEntries(
    Object.entries(value as Record<string, object>).map(([top, channel]) => [
      top,
      Object.fromEntries(Object.entries(channel).filter(([name]) => supported([top, name]))),
    ]),
  );
}

function withIds(value: unknown, ids: KnownIds): unknown {
  let filled = value;
  for (const [path, id] of idPlaces) {
    const [channel = '', name = ''] = path;
    const holder = (value as Record<string, object>)[channel] ?? {};
    if (name in holder && ids[id] !== undefined) filled = replacedAt(filled, path, ids[id]);
  }
  return filled;
}

const plainForm = {
  component: undefined,
  nullable: false,
  properties: new Map(),
  required: new Set<string>(),
  items: undefined,
  members: undefined,
  open: false,
  format: undefined,
  examples: [],
  minimum: undefined,
};
const pagePlaces: Sample['places'] = [
  {
    path: ['page', 'size'],
    name: 'page/size',
    form: { ...plainForm, types: ['integer'] },
    optional: false,
    otherForms: [],
  },
  {
    path: ['page', 'cursor'],
    name: 'page/cursor',
    form: { ...plainForm, types: ['string'] },
    optional: true,
    otherForms: [],
  },
];
