import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportText } from '../../../src/cli/contract/verify-text.ts';
import { startVerifiedEmulators, type VerifiedEmulators } from '../../support/verification.ts';

let emulators: VerifiedEmulators;
beforeAll(async () => {
  emulators = await startVerifiedEmulators();
});
afterAll(() => emulators.stop());

test('what deviates is told with what it breaks', async () => {
  await emulators.faults('userhub', [{ path: '/members', status: 500 }]);
  const text = reportText(await emulators.verify('userhub'));
  expect(text).toMatch(
    /\n {2}breaking: ListMembers 500 status: expected a success \(\d+ answers?\)\n {4}breaks listMembers\n/,
  );
  expect(text).toMatch(/\nListMembers +deviates +\d+\n/);
  expect(text).toMatch(
    /\nNot tried:\n(?: {2}.+\n)* {2}the account has no members that could be read: listMembers .+ addMember \(.+\)/,
  );
  expect(text).toMatch(/\nmy-userhub deviates from .+\.\n$/);
});

test('what only differs is told with who uses it, and what nobody uses as such', async () => {
  await emulators.reset('userhub');
  await emulators.faults('userhub', [{ method: 'GET', path: '/organizations/org_\\w+$', unknownEnum: true }]);
  const text = reportText(await emulators.verify('userhub'));
  expect(text).toMatch(
    /\n {2}risky: GetOrganization 200 \/state unlisted-member: expected ACTIVE, .+, found string \(\d+ answers\)\n {4}used by .*getOrganization.*: organization\/state/,
  );
  expect(text).toMatch(/\n {2}harmless: GetOrganization 200 \/view .+\n {4}nothing uses it\n/);
});

test('what could not be removed is told with what to do', async () => {
  const text = reportText(await emulators.verify('softwareone', { writes: true }));
  expect(text).toMatch(
    /\nLeft behind:\n {2}organization ACC-\d{4}-\d{4} \(orgway-verify-[0-9a-f]+\)\. A SoftwareOne account can never be deleted; .+\. To do: Nothing; it is out of use\.\n/,
  );
});

test('an upstream that cannot be reached is told as such', async () => {
  await emulators.faults('stytch', [{ reset: 'before' }]);
  const text = reportText(await emulators.verify('stytch'));
  expect(text).toMatch(/\nmy-stytch could not be compared with .+\. The upstream failed \(\w+\)\.\n$/);
  expect(text).not.toContain('Not tried:');
});
