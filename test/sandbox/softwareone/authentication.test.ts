import { describe, expect, it } from 'vitest';
import { origin, serve } from './emulated.ts';

serve();

describe('authentication', () => {
  it.each([{}, { authorization: 'Bearer other' }, { authorization: 'idt:TKN-0000-0001:sandbox' }])(
    'refuses %j',
    async (headers) => {
      const response = await fetch(`${origin}/softwareone/public/v1/accounts/accounts`, { headers });
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({
        type: 'https://tools.ietf.org/html/rfc9110#section-15.5.2',
        title: 'Unauthorized',
        status: 401,
        traceId: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/),
      });
    },
  );
});
