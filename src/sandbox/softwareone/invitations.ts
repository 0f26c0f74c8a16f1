import { event } from './actor.ts';
import { accountUsers } from './kinds.ts';
import { written } from './listing.ts';
import { invitation, membershipIn, present, statusOf, touch } from './membership.ts';
import { problem, Refusal, rejected } from './problems.ts';
import { route } from './route.ts';

/** Issues the invitation anew, for a membership in the one status the verb is for. */
function renewal(account: string, verb: string, from: 'Invited' | 'InvitationExpired') {
  return route('POST', `${account}/users/{userId}/${verb}`, 'write', ({ state, params }) => {
    const found = membershipIn(state, params);
    const status = statusOf(found.membership);
    if (status !== from) {
      throw rejected('Invitation failed', `The invitation of a member in status ${status} cannot be renewed so`, [
        'status',
      ]);
    }
    found.membership.invitation = invitation();
    found.membership.audit.invited = event();
    touch(found.membership);
    return written(accountUsers, present(found));
  });
}

/** The verbs on a member's invitation. */
export function invitationRoutes(account: string) {
  return [
    renewal(account, 'resend-invite', 'Invited'),
    renewal(account, 'send-new-invite', 'InvitationExpired'),
    // Only the invited person may accept, and the sandbox knows no token of a person.
    route('POST', `${account}/users/{userId}/accept-invite`, 'read', ({ view, params }) => {
      membershipIn(view, params);
      throw new Refusal(problem(403));
    }),
  ];
}
