import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenAPIV3_1 } from 'openapi-types';
import { expect, test } from 'vitest';
import { createApp } from '../../src/api/app.ts';
import type { Gateway } from '../../src/api/gateway.ts';
import { operationsOf } from '../../src/contract/document.ts';
import { demandPermissions, type PermissionsOf } from '../../src/contract/permissions.ts';
import unifiedJson from '../../src/generated/documents/orgway.json' with { type: 'json' };
import { providers } from '../../src/generated/providers.ts';

type Document = OpenAPIV3_1.Document & PermissionsOf;
const unified = unifiedJson as unknown as Document;
const operations = operationsOf(unified);

/** The document with an operation changed. */
function changed(id: string, change: (operation: Record<string, unknown>) => void): Document {
  const copy = structuredClone(unified);
  for (const item of Object.values(copy.paths ?? {})) {
    for (const operation of Object.values(item as Record<string, Record<string, unknown>>)) {
      if (operation.operationId === id) change(operation);
    }
  }
  return copy;
}

test('the document says of every operation who may call it', () => {
  expect(operations.size).toBeGreaterThan(35);
  expect(() => demandPermissions(unified)).not.toThrow();
});

test.each([...operations.values()].map(({ id, open }) => [id, open] as const))(
  '%s without what it says of that fails the build, and no gateway can be composed',
  (id, open) => {
    const document = changed(id, (operation) => {
      delete operation['x-permission'];
      if (open) delete operation.security;
    });
    expect(() => demandPermissions(document)).toThrow(`${id} needs an x-permission`);
    // Nothing of it but the document is looked at before it is refused.
    expect(() => createApp({ document } as unknown as Gateway)).toThrow(id);
  },
);

test('a word that is no permission, and one on what is open to everybody, fail the build', () => {
  const misspelt = changed('getOrganization', (operation) => {
    operation['x-permission'] = 'organization:read';
  });
  expect(() => demandPermissions(misspelt)).toThrow('getOrganization names the permission organization:read');
  const both = changed('getLiveness', (operation) => {
    operation['x-permission'] = 'any';
  });
  expect(() => demandPermissions(both)).toThrow('getLiveness is open to everybody');
});

test('what cannot be undone at any provider needs a permission of its own', () => {
  const irreversible = providers.flatMap(({ provider }) =>
    Object.entries(provider.operations).flatMap(([id, entry]) =>
      'facts' in entry && entry.facts.reversible === false ? [id] : [],
    ),
  );
  expect(new Set(irreversible).size).toBeGreaterThan(2);
  for (const id of irreversible)
    expect([id, operations.get(id)?.permission]).toEqual([id, expect.stringMatching(/:destroy$/)]);
});

test('what only reads never needs a permission to write, and what writes never only one to read', () => {
  const reads = [...operations.values()].filter(({ open, method }) => !open && method === 'GET');
  for (const { id, permission } of reads)
    expect([id, permission]).toEqual([id, expect.stringMatching(/:read$|^any$|^passthrough$/)]);
  // To settle an operation needs the permission of what was begun as well.
  const writes = [...operations.values()].filter(({ method, id }) => method !== 'GET' && id !== 'reconcileOperation');
  for (const { id, permission } of writes)
    expect([id, permission]).not.toEqual([id, expect.stringMatching(/:read$|^any$/)]);
});

test('a configuration can give exactly the permissions that the document lists', () => {
  const file = join(import.meta.dirname, '..', '..', 'openapi', 'config.schema.json');
  const { properties } = JSON.parse(readFileSync(file, 'utf8')).properties.auth;
  expect(properties.apiKeys.items.properties.permissions.items.enum).toEqual(Object.keys(unified['x-permissions']));
});
