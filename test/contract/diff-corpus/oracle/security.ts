import type { OpenAPIV3_1 } from 'openapi-types';
import { type Operation, resolve } from '../../../../src/contract/document.ts';
import type { AnyProvider } from '../../../../src/translation/registered.ts';
import { sandboxCredentials } from '../../../support/gateway.ts';

/** Whether what the provider authenticates with is enough for one of the ways that an operation accepts. */
export function isStillAccepted(
  provider: AnyProvider,
  document: OpenAPIV3_1.Document,
  { path, method }: Operation,
): boolean {
  const operation = document.paths?.[path]?.[method.toLowerCase() as 'get'];
  const ways = operation?.security ?? document.security ?? [{}];
  const sent = new Map(
    Object.entries(provider.authorize(sandboxCredentials[provider.id] ?? {})).map(([name, value]) => [
      name.toLowerCase(),
      value,
    ]),
  );
  const proves = (name: string): boolean => {
    const scheme = resolve<OpenAPIV3_1.SecuritySchemeObject>(
      document,
      document.components?.securitySchemes?.[name] ?? {},
    );
    if (scheme.type === 'apiKey') return scheme.in === 'header' && sent.has(scheme.name.toLowerCase());
    const [kind = ''] = (sent.get('authorization') ?? '').split(' ');
    if (scheme.type === 'http') return scheme.scheme.toLowerCase() === kind.toLowerCase();
    return (scheme.type === 'oauth2' || scheme.type === 'openIdConnect') && kind.toLowerCase() === 'bearer';
  };
  return ways.length === 0 || ways.some((way) => Object.keys(way).every(proves));
}
