import type { Emulator } from '../emulator.ts';
import { accountRoutes } from './accounts.ts';
import { refuse, token } from './actor.ts';
import { distortions } from './distortions.ts';
import { invitationRoutes } from './invitations.ts';
import { memberGroupRoutes } from './member-groups.ts';
import { memberRoutes } from './members.ts';
import { failure, gatewayError } from './problems.ts';
import { populate, seed, showcase } from './seeds.ts';
import type { State } from './state.ts';
import { transitionRoutes } from './transitions.ts';

/** The current path of an account's members, and the one of version 4 that still works. */
const memberPaths = ['/accounts/accounts/{accountId}', '/accounts/{accountId}'];

/** SoftwareOne Marketplace Platform, accounts module. */
const softwareone: Emulator<State> = {
  provider: 'softwareone',
  seed,
  populate,
  showcase,
  credentials: { apiToken: token },
  refuse,
  routes: [
    ...accountRoutes,
    ...transitionRoutes,
    ...memberPaths.flatMap((path) => [...memberRoutes(path), ...memberGroupRoutes(path), ...invitationRoutes(path)]),
  ],
  // The gateway in front of the platform does not tell an unknown method from an unknown path.
  noRoute: () => gatewayError(404, 'Resource not found'),
  failure,
  distortions,
};

export default softwareone;
