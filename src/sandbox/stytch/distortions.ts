import type { Distortions } from '../emulator.ts';
import { isObject } from './body.ts';
import { newId } from './ids.ts';

const enumerations = [
  'status',
  'sso_jit_provisioning',
  'email_jit_provisioning',
  'email_invites',
  'auth_methods',
  'mfa_policy',
  'mfa_methods',
  'oauth_tenant_jit_provisioning',
  'first_party_connected_apps_allowed_type',
  'third_party_connected_apps_allowed_type',
];

/** Applies a change to every organization and member object of a body, wherever the vendor puts them. */
function eachObject(body: object, change: (found: Record<string, unknown>) => void): object {
  const { organization, organizations, member, members } = body as Record<string, unknown>;
  const lists = [organizations, members].flatMap((list) => (isObject(list) ? Object.values(list) : (list ?? [])));
  for (const found of [organization, member, ...lists]) if (isObject(found)) change(found);
  return body;
}

/** The bent answers of this vendor. */
export const distortions: Distortions = {
  unknownEnum: (body) =>
    eachObject(body, (found) => {
      for (const name of enumerations) if (name in found) found[name] = 'SANDBOX_UNKNOWN';
    }),
  otherOrganization(body) {
    const id = newId('organization');
    eachObject(body, (found) => {
      found.organization_id = id;
      if ('organization_name' in found) found.organization_name = 'Somebody Else';
      if ('organization_slug' in found) found.organization_slug = 'somebody-else';
      if ('organization_external_id' in found) found.organization_external_id = 'somebody-else';
    });
    return 'organization_id' in body ? { ...body, organization_id: id } : body;
  },
};
