import { describe, expect, test } from 'vitest';
import { providers } from '../../../src/generated/providers.ts';

/** Names that may have one reason in common; a reason for more of them says too little. */
const mostOfOneReason = 15;

describe.each(providers.map((registered) => [registered.provider.id, registered] as const))('%s', (_, registered) => {
  const { trace, unmapped } = registered;

  test.each(['unread', 'unwritten'] as const)('declares exactly what its trace finds %s', (kind) => {
    expect(Object.keys(unmapped[kind]).sort()).toEqual([...trace[kind]].sort());
  });

  test('every reason is a sentence, and speaks of a few things only', () => {
    const reasons = [unmapped.unread, unmapped.unwritten].flatMap((reasoned) => Object.values(reasoned));
    expect(reasons.length).toBeGreaterThan(0);
    for (const reason of reasons) {
      expect(reason).toMatch(/^[A-Z].{15,}\.$/);
      expect([reason, reasons.filter((other) => other === reason).length <= mostOfOneReason]).toEqual([reason, true]);
    }
  });
});
