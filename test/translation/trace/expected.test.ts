import { expect, test } from 'vitest';
import { traceText } from '../../../src/contract/trace-text.ts';
import { providers } from '../../../src/generated/providers.ts';

// Read the differences before you take them over with `npx vitest run test/translation/trace -u`: a field that two lines of a
// translation have swapped shows nowhere else.
test.each(providers)('$provider.id uses and makes what was looked through', async ({ provider, trace }) => {
  await expect(traceText(trace)).toMatchFileSnapshot(`expected/${provider.id}.txt`);
});
