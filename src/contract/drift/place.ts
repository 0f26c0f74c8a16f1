import type { Operation } from '../document.ts';
import { type Shape, shapesOf } from '../shape/shape.ts';
import { unescaped } from '../violation.ts';

/** The pointer of a place in a value, without anything that belongs to the value alone. `status` is undefined for requests. */
export type Generalize = (status: number | undefined, value: unknown, pointer: string) => string;

const whatever = '*';
/** An object with more unknown names than this is no object that got new fields, but a map that nobody documented. */
const mostUnknown = 24;

/** Composes the generalization of pointers into answers and requests of one operation. */
export function generalizer(document: object, operation: Operation): Generalize {
  const shapeOf = shapesOf(document);
  const requests = requestSchema(operation);
  return (status, value, pointer) => {
    if (pointer === '') return '';
    const schema = status === undefined ? requests : operation.answers.get(status)?.schema;
    let shape: Shape | undefined = schema === undefined ? undefined : shapeOf(schema);
    let at = value;
    let general = '';
    for (const segment of pointer.split('/').slice(1)) {
      const name = unescaped(segment);
      general += `/${isShown(name, at, shape) ? segment : whatever}`;
      shape = inside(shape, at, name);
      at = typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[name] : undefined;
    }
    return general;
  };
}

function inside(shape: Shape | undefined, at: unknown, name: string): Shape | undefined {
  if (Array.isArray(at)) return shape?.items;
  return (typeof at === 'object' && at !== null ? shape?.of(at) : shape)?.property(name);
}

/** Whether a name may be told: the document has it, or it can only be the name of a field. */
function isShown(name: string, at: unknown, shape: Shape | undefined): boolean {
  if (Array.isArray(at) || shape === undefined) return false;
  if (shape.names(name)) return true;
  if (shape.others === 'keys' || typeof at !== 'object' || at === null) return false;
  return looksLikeField(name) && Object.keys(at).filter((each) => !shape.names(each)).length <= mostUnknown;
}

/** Addresses, numbers, tokens and names of people with blanks do not. */
const looksLikeField = (name: string): boolean =>
  /^[A-Za-z0-9_$-]{1,40}$/.test(name) && /[A-Za-z]/.test(name) && name.replaceAll(/\D/g, '').length <= 2;

/** The request as an object of its channels. */
function requestSchema({ parameters, body }: Operation): object {
  const channels = (['path', 'query', 'header'] as const).map((channel) => {
    const own = parameters.filter((each) => each.in === channel).map(({ name, schema }) => [name, schema]);
    return [channel, { type: 'object', additionalProperties: false, properties: Object.fromEntries(own) }];
  });
  return {
    type: 'object',
    properties: { ...Object.fromEntries(channels), ...(body === undefined ? {} : { body: body.schema }) },
  };
}
