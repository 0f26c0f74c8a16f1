import type { EmulatorAnswer } from '../emulator.ts';
import { compileFilter } from './rql/filter.ts';
import { compileOrder } from './rql/order.ts';
import { readListQuery, readSelect } from './rql/query.ts';
import type { Schema } from './rql/schema.ts';
import { isSelected, type Mask, maskOf, project, readSelection } from './rql/select.ts';

/** A kind of resource: its members, and those an answer only carries when asked for them. */
export interface Kind {
  readonly schema: Schema;
  readonly omitted: readonly string[];
}

/** Answers a list: filtered, ordered (in order of creation unless asked otherwise), paged, projected. */
export function listing(kind: Kind, records: readonly object[], rawQuery: string): EmulatorAnswer {
  const { limit, offset, order, select, where } = readListQuery(rawQuery);
  const isOutOfScope = (member: string) => member === 'audit' && !isSelected(select, 'audit');
  const matches = where === undefined ? undefined : compileFilter(where, kind.schema, isOutOfScope);
  const comparator = compileOrder(order, kind.schema, isOutOfScope);
  const found = matches === undefined ? records : records.filter(matches);
  const sorted = comparator === undefined ? found : found.toSorted(comparator);
  const mask = maskOf(kind.schema, kind.omitted, select);
  return {
    status: 200,
    body: {
      $meta: { pagination: { offset, limit, total: found.length }, ...omission(kind, mask) },
      data: sorted.slice(offset, offset + limit).map((record) => project(record, mask)),
    },
  };
}

/** Answers one resource, projected as the query asks. */
export function single(kind: Kind, record: object, rawQuery: string): EmulatorAnswer {
  return { status: 200, body: shown(kind, record, maskOf(kind.schema, kind.omitted, readSelect(rawQuery))) };
}

/** Answers a write with the resource in its default projection. */
export function written(kind: Kind, record: object, status = 200): EmulatorAnswer {
  return { status, body: shown(kind, record, maskOf(kind.schema, kind.omitted, readSelection(''))) };
}

function shown(kind: Kind, record: object, mask: Mask): object {
  const omitted = omission(kind, mask);
  return { ...project(record, mask), ...(omitted.omitted === undefined ? {} : { $meta: omitted }) };
}

function omission({ schema }: Kind, mask: Mask): { omitted?: readonly string[] } {
  const omitted = Object.keys(schema).filter((name) => mask[name] === undefined);
  return omitted.length === 0 ? {} : { omitted };
}
