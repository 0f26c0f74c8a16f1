import type { Emulator } from '../emulator.ts';
import { connectionRoutes } from './connections.ts';
import { deletionRoutes } from './deletion.ts';
import { distortions } from './distortions.ts';
import { failure, statusAnswer } from './errors.ts';
import { memberRoutes } from './members.ts';
import { organizationRoutes } from './organizations.ts';
import { populate } from './population.ts';
import { roleRoutes } from './roles.ts';
import { seed, showcase } from './seeds.ts';
import type { UserHubState } from './state.ts';

/** UserHub's Admin API, version 2025-05-01, as far as organizations reach. */
const userhub: Emulator<UserHubState> = {
  provider: 'userhub',
  seed,
  populate,
  showcase,
  credentials: { adminApiKey: 'sandbox' },
  refuse: ({ headers }) =>
    headers.authorization === 'Bearer sandbox'
      ? undefined
      : statusAnswer('UNAUTHENTICATED', 'The request has no valid authentication credentials'),
  routes: [...organizationRoutes, ...deletionRoutes, ...connectionRoutes, ...memberRoutes, ...roleRoutes],
  // inferred: the two answers of a gRPC gateway.
  noRoute: (_request, otherMethods) =>
    otherMethods ? statusAnswer('UNIMPLEMENTED', 'Method Not Allowed') : statusAnswer('NOT_FOUND', 'Not Found'),
  failure,
  distortions,
};

export default userhub;
