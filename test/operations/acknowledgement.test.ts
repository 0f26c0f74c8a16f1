import { expect, test } from 'vitest';
import { demandAcknowledgement } from '../../src/operations/acknowledgement.ts';
import { problemOf } from '../support/caught.ts';

test.each([true, undefined])('a call with reversible %s needs no acknowledgement', (reversible) => {
  expect(() => demandAcknowledgement(reversible === undefined ? {} : { reversible }, undefined)).not.toThrow();
});

test('a call that cannot be undone is made once the caller says so', () => {
  expect(() => demandAcknowledgement({ reversible: false }, 'irreversible')).not.toThrow();
});

test.each([undefined, '', 'true', true, 'Irreversible', 'irreversible ', ['irreversible'], null])(
  'nothing else is an acknowledgement: %j',
  async (acknowledge) => {
    const problem = await problemOf(() => demandAcknowledgement({ reversible: false }, acknowledge));
    expect(problem).toMatchObject({ code: 'acknowledgement-required', status: 409 });
    expect(problem.parts.outcome).toBe('not_applied');
  },
);

test('the refusal names everything that would be lost', async () => {
  const facts = { reversible: false, destroys: ['invoices', 'payment methods'] };
  const { message } = await problemOf(() => demandAcknowledgement(facts, undefined));
  expect(message).toContain('accept the loss of: invoices, payment methods.');
});

test('where the provider names no loss, the refusal still says that there is one', async () => {
  const { message } = await problemOf(() => demandAcknowledgement({ reversible: false, destroys: [] }, undefined));
  expect(message).toContain('accept the loss of what it removes.');
});
