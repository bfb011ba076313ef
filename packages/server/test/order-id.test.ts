import { expect, test } from 'vitest';
import { OrderIds } from '../src/plans/order-id.ts';

test('an order id leads back to its account, on its own server only', () => {
  const ids = new OrderIds(Buffer.alloc(32, 1));
  const seen = new Set<string>();
  for (const account of [1, 9, 35, 36, 123_456_789, 2 ** 31 - 1]) {
    const id = ids.orderIdOf(account);
    expect(id).toMatch(/^cairn-/);
    expect(ids.orderIdOf(account)).toBe(id);
    expect(ids.accountOf(id)).toBe(account);
    expect(new OrderIds(Buffer.alloc(32, 2)).accountOf(id)).toBeNull();
    expect(ids.accountOf(id.replace(/.$/, (last) => (last === '0' ? '1' : '0')))).toBeNull();
    seen.add(id);
  }
  expect(seen.size).toBe(6);
  for (const text of ['', 'cairn-', 'cairn-1-', `cairn-2-${ids.orderIdOf(1).split('-')[2]}`, 'GPA.1234-5678'])
    expect(ids.accountOf(text)).toBeNull();
});
