import type { operations } from '../generated/types/tinycrm.ts';
import { unsupported, upstream } from '../translation/declare.ts';
import { enumMap } from '../translation/enum-map.ts';
import settlements from './tinycrm.settlements.ts';

const { define, call } = upstream<operations>();
const state = enumMap({ OPEN: 'active', CLOSED: 'inactive' });
const no = unsupported('Tinycrm only reads tenants');

export default define({
  id: 'tinycrm',
  title: 'Tinycrm',
  credentials: ['key'],
  authorize: ({ key }) => ({ 'x-key': key ?? '' }),
  organizationId: /^t-\d+$/,
  maxPageSize: 50,
  errorCode: ({ error }) => error,
  errors: { 401: 'upstream-credentials-rejected', 404: 'not-found' },
  requestId: () => undefined,
  identity: { GetTenant: (asked, tenant) => asked.path.tenantId === tenant.id },
  settlements,
  operations: {
    getOrganization: call(
      'GetTenant',
      ({ path }) => ({ path: { tenantId: path.organization } }),
      (tenant) => ({
        id: tenant.id,
        displayName: tenant.label,
        state: state(tenant.status),
        stateSource: 'native',
        upstreamState: tenant.status,
        raw: tenant,
      }),
    ),
    listOrganizations: no,
    createOrganization: no,
    updateOrganization: no,
    deleteOrganization: no,
    activateOrganization: no,
    deactivateOrganization: no,
    restoreOrganization: no,
    purgeOrganization: no,
    setExternalId: no,
    deleteExternalId: no,
    listExternalAccounts: no,
    connectExternalAccount: no,
    disconnectExternalAccount: no,
    listMembers: no,
    addMember: no,
    getMember: no,
    updateMember: no,
    removeMember: no,
  },
});
