import type { Emulator } from '../emulator.ts';
import { adminRoutes } from './admin.ts';
import { distortions } from './distortions.ts';
import { errorAnswer, failure, refusal } from './errors.ts';
import { managementRoutes } from './management.ts';
import { managementMetadataRoutes } from './management-metadata.ts';
import { organizationMetadataRoutes } from './organization-metadata.ts';
import { organizationRoutes } from './organizations.ts';
import { populate } from './population.ts';
import { authenticated } from './routes.ts';
import { seed, showcase } from './seeds.ts';
import type { ZitadelState } from './state.ts';
import { tokenRoutes } from './tokens.ts';
import { userRoutes } from './users.ts';

const routes = [
  ...managementRoutes,
  ...managementMetadataRoutes,
  ...adminRoutes,
  ...organizationRoutes,
  ...organizationMetadataRoutes,
  ...userRoutes,
];
/** The token endpoint is where callers prove themselves otherwise. */
const allRoutes = [...routes, ...tokenRoutes];

const zitadel: Emulator<ZitadelState> = {
  provider: 'zitadel',
  seed,
  populate,
  showcase,
  credentials: { token: 'sandbox' },
  refuse(request, state) {
    // the gateway knows unknown paths and methods before the service behind it sees a token
    const routed = routes.some(({ method, pattern }) => method === request.method && pattern.test(request.path));
    return routed && !authenticated(request, state) ? refusal('AUTH-7fs1e').answer : undefined;
  },
  routes: allRoutes,
  noRoute: (_request, otherMethods) =>
    otherMethods ? errorAnswer(12, 'Method Not Allowed', undefined, 405) : errorAnswer(5, 'Not Found'),
  failure,
  distortions,
};

export default zitadel;
