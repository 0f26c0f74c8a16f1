import type { Emulator } from '../emulator.ts';

interface Tenants {
  readonly tenants: Record<string, { readonly id: string; readonly label: string; readonly status: string }>;
}

const tinycrm: Emulator<Tenants> = {
  provider: 'tinycrm',
  seed: () => ({ tenants: { 't-1': { id: 't-1', label: '小さな会社', status: 'OPEN' } } }),
  populate: () => undefined,
  showcase: { organization: 't-1' },
  credentials: { key: 'sandbox' },
  refuse: ({ headers }) => (headers['x-key'] === 'sandbox' ? undefined : { status: 401, body: { error: 'key' } }),
  routes: [
    {
      method: 'GET',
      pattern: /^\/tenants\/(?<id>[^/]+)$/,
      effect: 'read',
      handle: ({ view, params }) => {
        const tenant = view.tenants[params.id ?? ''];
        return tenant === undefined ? { status: 404, body: { error: 'none' } } : { status: 200, body: tenant };
      },
    },
  ],
  noRoute: () => ({ status: 404, body: { error: 'route' } }),
  failure: (status) => ({ status, body: { error: String(status) } }),
  distortions: {
    unknownEnum: (body) => ({ ...body, status: 'NEW' }),
    otherOrganization: (body) => ({ ...body, id: 't-2' }),
  },
};

export default tinycrm;
