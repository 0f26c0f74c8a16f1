import type { OpenAPIV3_1 } from 'openapi-types';
import { escaped } from '../../../../src/contract/violation.ts';
import type { Step } from '../pointer-edit.ts';
import { type Edit, edit, spread } from './edit.ts';

interface Place {
  readonly id: string;
  readonly item: string;
  readonly path: string;
  readonly method: string;
  readonly pointer: string;
  readonly operation: OpenAPIV3_1.OperationObject;
}
const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

function placesOf({ paths = {} }: OpenAPIV3_1.Document): Place[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item?.[method];
      if (operation === undefined) return [];
      const pointer = `/paths/${escaped(path)}`;
      return [
        { id: operation.operationId ?? path, item: pointer, path, method, pointer: `${pointer}/${method}`, operation },
      ];
    }),
  );
}
const successOf = ({ operation }: Place): string =>
  Object.keys(operation.responses ?? {}).find((status) => status < '300') ?? '';
const contentOf = (place: Place): object | undefined => {
  const response = place.operation.responses?.[successOf(place)];
  return response !== undefined && 'content' in response ? response.content : undefined;
};
const bodyOf = ({ operation }: Place): OpenAPIV3_1.RequestBodyObject | undefined =>
  operation.requestBody !== undefined && 'content' in operation.requestBody ? operation.requestBody : undefined;

/** Edits of operations, their parameters, statuses and media types, and of the document around them. */
export function operationEdits(document: OpenAPIV3_1.Document): Edit[] {
  const all = placesOf(document);
  const of = (rule: string, places: readonly Place[], most: number, steps: (place: Place) => readonly Step[]): Edit[] =>
    spread(places, most).map((place) => edit(rule, 'operation', place.id, steps(place)));
  const parameter = (place: Place, value: object): Step[] =>
    place.operation.parameters === undefined
      ? [{ set: `${place.pointer}/parameters`, to: [value] }]
      : [{ add: `${place.pointer}/parameters`, value }];
  const text = { type: 'string' };
  const parameterized = all.filter(({ operation }) => operation.parameters?.some((each) => inQuery(document, each)));
  const bodied = all.filter((place) => bodyOf(place) !== undefined);
  const rejected = Object.keys(document.components?.responses ?? {})[0] ?? '';
  return [
    ...of('operation-removed', all, 5, ({ pointer }) => [{ remove: pointer }]),
    ...of('operation-moved', all.slice(1), 3, ({ item, path }) => [{ rename: item, to: `${path}/moved` }]),
    ...of(
      'operation-other-method',
      all.filter(
        ({ method, item }) => method === 'post' && !all.some((each) => each.item === item && each.method === 'put'),
      ),
      2,
      ({ pointer }) => [{ rename: pointer, to: 'put' }],
    ),
    ...of(
      'operation-deprecated',
      all.filter(({ operation }) => operation.deprecated !== true),
      3,
      ({ pointer }) => [{ set: `${pointer}/deprecated`, to: true }],
    ),
    ...of('operation-added', all.slice(0, 1), 1, ({ operation }) => [
      { set: '/paths/~1corpus', to: { get: { operationId: 'Corpus', responses: operation.responses } } },
    ]),
    ...of('parameter-required-added', all.slice(1), 5, (place) =>
      parameter(place, { name: 'corpus', in: 'query', required: true, schema: text }),
    ),
    ...of('parameter-required-header-added', all, 2, (place) =>
      parameter(place, { name: 'X-Corpus', in: 'header', required: true, schema: text }),
    ),
    ...of('parameter-optional-added', all.slice(2), 3, (place) =>
      parameter(place, { name: 'corpus', in: 'query', schema: text }),
    ),
    ...spread(parameterized, 6).flatMap((place) => parameterEdits(document, place)),
    ...of(
      'success-status-added',
      all.filter(({ operation }) => operation.responses?.['202'] === undefined),
      5,
      (place) => [{ set: `${place.pointer}/responses/202`, to: { description: 'Accepted' } }],
    ),
    ...of('success-status-replaced', all.slice(2), 4, (place) => [
      { rename: `${place.pointer}/responses/${successOf(place)}`, to: '207' },
    ]),
    ...of('error-status-added', all, 3, ({ pointer }) => [
      { set: `${pointer}/responses/418`, to: { $ref: `#/components/responses/${rejected}` } },
    ]),
    ...of('error-status-removed', all.slice(1), 3, ({ pointer }) => [{ remove: `${pointer}/responses/429` }]),
    ...of(
      'response-media-type-replaced',
      all.filter((place) => contentOf(place) !== undefined),
      4,
      (place) => [
        { rename: `${place.pointer}/responses/${successOf(place)}/content/application~1json`, to: 'application/xml' },
      ],
    ),
    ...of('request-media-type-replaced', bodied, 3, ({ pointer }) => [
      { rename: `${pointer}/requestBody/content/application~1json`, to: 'application/xml' },
    ]),
    ...of(
      'request-body-demanded',
      all.filter(({ operation, method }) => operation.requestBody === undefined && method !== 'get'),
      2,
      ({ pointer }) => [
        {
          set: `${pointer}/requestBody`,
          to: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
        },
      ],
    ),
    ...of('security-replaced', all.slice(3), 2, ({ pointer }) => [
      { set: '/components/securitySchemes/corpus', to: { type: 'apiKey', in: 'header', name: 'X-Corpus-Key' } },
      { set: `${pointer}/security`, to: [{ corpus: [] }] },
    ]),
    ...of('security-alternative-added', all.slice(4), 1, ({ pointer }) => [
      { set: '/components/securitySchemes/corpus', to: { type: 'apiKey', in: 'header', name: 'X-Corpus-Key' } },
      { add: `${pointer}/security`, value: { corpus: [] } },
    ]),
    edit('server-moved', 'document', 'first server', [{ set: '/servers/0/url', to: 'https://corpus.example.com' }]),
  ];
}

const inQuery = (document: OpenAPIV3_1.Document, given: object): boolean => read(document, given).in === 'query';

function read(document: OpenAPIV3_1.Document, given: object): OpenAPIV3_1.ParameterObject {
  if (!('$ref' in given)) return given as OpenAPIV3_1.ParameterObject;
  const name = String(given.$ref).split('/').at(-1) ?? '';
  return document.components?.parameters?.[name] as OpenAPIV3_1.ParameterObject;
}

/** Its query parameters: one gone, one renamed, one required, one moved, each written out for this operation alone. */
function parameterEdits(document: OpenAPIV3_1.Document, { id, pointer, operation }: Place): Edit[] {
  const all = (operation.parameters ?? []).map((given, index) => ({ index, parameter: read(document, given) }));
  const query = all.filter(({ parameter }) => parameter.in === 'query');
  const at = (index: number): string => `${pointer}/parameters/${index}`;
  const changed = (rule: string, place: (typeof query)[number] | undefined, other: object): Edit[] =>
    place === undefined
      ? []
      : [
          edit(rule, 'operation', `${id} ${place.parameter.name}`, [
            { set: at(place.index), to: { ...place.parameter, ...other } },
          ]),
        ];
  return [
    ...query.map(({ index, parameter }) =>
      edit('parameter-removed', 'operation', `${id} ${parameter.name}`, [{ remove: at(index) }]),
    ),
    ...query.flatMap((place) => changed('parameter-becomes-required', place, { required: true })),
    ...changed('parameter-renamed', query.at(-1), { name: 'corpus' }),
    ...changed('parameter-moved', query[0], { in: 'header' }),
  ];
}
