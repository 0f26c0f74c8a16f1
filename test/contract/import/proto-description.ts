import {
  type DescEnum,
  type DescField,
  type DescMessage,
  type DescMethod,
  type DescService,
  getOption,
  hasOption,
} from '@bufbuild/protobuf';
import { http } from '@zitadel/proto/google/api/annotations_pb';
import { AdminService } from '@zitadel/proto/zitadel/admin_pb';
import { ManagementService } from '@zitadel/proto/zitadel/management_pb';
import { UserService } from '@zitadel/proto/zitadel/user/v2/user_service_pb';

/**
 * An OpenAPI 3.0 document of ZITADEL's own services, written from the descriptors of `@zitadel/proto` the way grpc-gateway's
 * generator writes them: names such as `v1AddOrgRequest` (with more of the package where two would share it) and `ManagementService_AddOrg`, 64-bit integers as text, enumerations
 * by name with a default, `protobufAny` with `@type`, and one `default` answer.
 */
export function zitadelDescription(): object {
  const schemas: Record<string, object> = { protobufAny, rpcStatus };
  const paths: Record<string, Record<string, object>> = {};
  for (const [base, service] of surfaces) {
    for (const method of service.methods) {
      const rule = hasOption(method, http) ? getOption(method, http).pattern : undefined;
      if (rule?.case === undefined || rule.case === 'custom') continue;
      const path = `${base}${rule.value}`.replaceAll(/=[^}]*\}/g, '}');
      paths[path] = { ...paths[path], [rule.case]: operation(schemas, service, method, path, rule.case) };
    }
  }
  return {
    openapi: '3.0.1',
    info: { title: 'Services', version: '1.0' },
    servers: [{ url: '/' }],
    paths,
    components: { schemas },
  };
}

const surfaces: readonly (readonly [base: string, service: DescService])[] = [
  ['/management/v1', ManagementService],
  ['/admin/v1', AdminService],
  ['', UserService],
];

const protobufAny = { type: 'object', properties: { '@type': { type: 'string' } }, additionalProperties: {} };
const rpcStatus = {
  type: 'object',
  properties: {
    code: { type: 'integer', format: 'int32' },
    message: { type: 'string' },
    details: { type: 'array', items: { $ref: '#/components/schemas/protobufAny' } },
  },
};

const json = (schema: object): object => ({ content: { 'application/json': { schema } } });

function operation(
  schemas: Record<string, object>,
  service: DescService,
  method: DescMethod,
  path: string,
  verb: string,
): object {
  const inPath = [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '');
  const open = method.input.fields.filter(({ name }) => !inPath.includes(name));
  const hasBody = verb !== 'get' && verb !== 'delete';
  const query = hasBody ? [] : open.filter(({ fieldKind }) => fieldKind === 'scalar');
  return {
    operationId: `${service.name}_${method.name}`,
    tags: [service.name],
    parameters: [
      ...inPath.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
      ...query.map((field) => ({
        name: field.jsonName,
        in: 'query',
        required: false,
        schema: fieldSchema(schemas, field),
      })),
    ],
    ...(hasBody ? { requestBody: { ...json(messageRef(schemas, method.input)), required: true } } : {}),
    responses: {
      '200': { description: 'A successful response.', ...json(messageRef(schemas, method.output)) },
      default: { description: 'An unexpected error response.', ...json({ $ref: '#/components/schemas/rpcStatus' }) },
    },
  };
}

const known: Readonly<Record<string, object>> = {
  'google.protobuf.Timestamp': { type: 'string', format: 'date-time' },
  'google.protobuf.Duration': { type: 'string' },
  'google.protobuf.Struct': { type: 'object' },
  'google.protobuf.Any': { $ref: '#/components/schemas/protobufAny' },
};

function messageRef(schemas: Record<string, object>, message: DescMessage): object {
  const special = known[message.typeName];
  if (special !== undefined) return special;
  const name = nameOf(message);
  if (schemas[name] === undefined) {
    schemas[name] = { type: 'object' };
    const properties = message.fields.map((field) => [field.jsonName, fieldSchema(schemas, field)] as const);
    if (properties.length > 0) schemas[name] = { type: 'object', properties: Object.fromEntries(properties) };
  }
  return { $ref: `#/components/schemas/${name}` };
}

const named = new Map<string, string>();

/** The last part of the package with the name; with more of the package where another type has that name. */
function nameOf({ typeName, file }: DescMessage | DescEnum): string {
  const packages = file.proto.package.split('.');
  const name = typeName.slice(file.proto.package.length + 1).replaceAll('.', '');
  for (let kept = 1; ; kept += 1) {
    const candidate = `${packages.slice(-kept).join('')}${name}`;
    const owner = named.get(candidate) ?? typeName;
    if (owner === typeName || kept > packages.length) {
      named.set(candidate, owner);
      return candidate;
    }
  }
}

function fieldSchema(schemas: Record<string, object>, field: DescField): object {
  if (field.fieldKind === 'list')
    return { type: 'array', items: valueSchema(schemas, field.message ?? field.enum ?? field.scalar) };
  if (field.fieldKind === 'map')
    return { type: 'object', additionalProperties: valueSchema(schemas, field.message ?? field.enum ?? field.scalar) };
  return valueSchema(schemas, field.message ?? field.enum ?? field.scalar);
}

function valueSchema(schemas: Record<string, object>, value: DescMessage | DescEnum | number | undefined): object {
  if (value === undefined) return {};
  if (typeof value === 'number') return scalars[value] ?? {};
  if (value.kind === 'message') return messageRef(schemas, value);
  const members = value.values.map(({ name }) => name);
  schemas[nameOf(value)] ??= { type: 'string', enum: members, default: members[0] };
  return { $ref: `#/components/schemas/${nameOf(value)}` };
}

const signed64 = { type: 'string', format: 'int64' };
const unsigned64 = { type: 'string', format: 'uint64' };
/** By number of `ScalarType` in descriptor.proto. */
const scalars: Readonly<Record<number, object>> = {
  1: { type: 'number', format: 'double' },
  2: { type: 'number', format: 'float' },
  3: signed64,
  4: unsigned64,
  5: { type: 'integer', format: 'int32' },
  6: unsigned64,
  8: { type: 'boolean' },
  9: { type: 'string' },
  12: { type: 'string', format: 'byte' },
  13: { type: 'integer', format: 'int64' },
};
