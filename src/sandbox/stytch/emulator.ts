import type { Emulator, EmulatorRequest } from '../emulator.ts';
import { errorAnswer, failure } from './answers.ts';
import { distortions } from './distortions.ts';
import { memberEmailRoutes } from './member-emails.ts';
import { memberFactorRoutes } from './member-factors.ts';
import { memberSearchRoutes } from './member-search.ts';
import { memberRoutes } from './members.ts';
import { organizationSearchRoutes } from './organization-search.ts';
import { organizationRoutes } from './organizations.ts';
import { populate, seed, showcaseOrganization } from './seeds.ts';
import type { StytchState } from './state.ts';

/** The one pair of credentials the sandbox project knows. */
export const sandboxCredentials = {
  projectId: 'project-test-00000000-0000-4000-8000-000000000000',
  secret: 'secret-test-sandbox',
};

function isAuthorized({ headers }: EmulatorRequest): boolean {
  const encoded = /^Basic +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (encoded === undefined) return false;
  const { projectId, secret } = sandboxCredentials;
  return Buffer.from(encoded, 'base64').toString('utf8') === `${projectId}:${secret}`;
}

/** A stand-in for the Stytch B2B API: organizations and their members. */
const stytch: Emulator<StytchState> = {
  provider: 'stytch',
  seed,
  populate,
  showcase: { organization: showcaseOrganization },
  credentials: sandboxCredentials,
  secretHeaders: ['x-stytch-member-session', 'x-stytch-member-sessionjwt'],
  refuse: (request) => (isAuthorized(request) ? undefined : errorAnswer('unauthorized_credentials')),
  routes: [
    ...organizationSearchRoutes,
    ...memberSearchRoutes,
    ...memberFactorRoutes,
    ...memberEmailRoutes,
    ...memberRoutes,
    ...organizationRoutes,
  ],
  noRoute: (_request, otherMethods) => errorAnswer(otherMethods ? 'method_not_allowed' : 'route_not_found'),
  failure,
  distortions,
};

export default stytch;
