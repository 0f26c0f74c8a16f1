import type { OpenAPIV3_1 } from 'openapi-types';

/** Server objects for paths that begin at the host: the vendor's without their base path, else those of the curated document. */
export function hostsOf(
  vendor: OpenAPIV3_1.Document,
  curated: OpenAPIV3_1.Document,
): readonly OpenAPIV3_1.ServerObject[] {
  const hosts = (vendor.servers ?? []).flatMap((server) => {
    const host = /^[a-z][a-z0-9+.-]*:\/\/[^/]+/i.exec(server.url)?.[0];
    return host === undefined ? [] : [{ ...server, url: host }];
  });
  const distinct = new Map(hosts.map((server) => [server.url, server]));
  return distinct.size > 0 ? [...distinct.values()] : (curated.servers ?? []);
}
