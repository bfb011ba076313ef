import { CairnError } from '@cairn/protocol';
import { expect, test } from 'vitest';
import type { TallyStore } from '../src/ports/tally-store.ts';
import type { SharedVolume } from '../src/ports/world.ts';
import { classLimits } from '../src/routes/limit-table.ts';
import { RateLimits } from '../src/routes/rate-limits.ts';
import { VirtualClock } from './support/world.ts';

const store: TallyStore = {
  count: async () => ({ outcome: 'counted', id: 1 }),
  uncount: async () => undefined,
  pruneAccounts: async () => undefined,
};

/** Processes that hear of each other at once, or not at all. */
function processes(count: number, clock: VirtualClock, together: boolean) {
  const listeners: { from: number; hear: (subject: string, ms: number) => void }[] = [];
  const told: string[] = [];
  const volumeOf = (from: number): SharedVolume => ({
    tellTaken(subject, ms) {
      told.push(subject);
      for (const other of listeners) if (other.from !== from) other.hear(subject, ms);
    },
    onTaken: (hear) => void listeners.push({ from, hear }),
  });
  const limits = Array.from(
    { length: count },
    (_, from) => new RateLimits({ clock, store, on: true, volume: together ? volumeOf(from) : null }),
  );
  return { limits, told };
}
async function passes(work: () => Promise<void> | void): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof CairnError && error.code === 'too-many-requests') return false;
    throw error;
  }
}

test.each([
  { count: 2, together: true },
  { count: 4, together: true },
  { count: 4, together: false },
])(
  'R38 over $count processes that hear of each other ($together) a limit by volume holds, but for the eighth that is not told',
  async ({ count, together }) => {
    const clock = new VirtualClock();
    const { limits } = processes(count, clock, together);
    const { burst, perSecond } = classLimits.open.source!;
    let passed = 0;
    const began = clock.now();
    // Every 20 ms each of them is asked once, from one address: far more than it may.
    for (let round = 0; round < 500; round++) {
      for (const one of limits) if (await passes(() => one.ofSource('open', '192.0.2.7'))) passed += 1;
      await clock.advance(20);
    }
    const allowed = burst + (perSecond * (clock.now() - began)) / 1000;
    expect(passed).toBeGreaterThanOrEqual(Math.floor(allowed));
    // What each gives out before it tells, and within half a second.
    const untold = count * (burst / 8 + 0.5 / 0.02);
    if (together) expect(passed).toBeLessThanOrEqual(allowed + untold);
    else expect(passed).toBeGreaterThan(allowed + untold);
    // Another address is not affected.
    expect(await passes(() => limits[0]!.ofSource('open', '192.0.2.8'))).toBe(true);
  },
);

test('R38 an account that is used through several processes trips at its number; a device that does little is told to nobody, and never in clear', async () => {
  const clock = new VirtualClock();
  const { limits, told } = processes(2, clock, true);
  for (let file = 0; file < 300; file++) limits[file % 2]!.ofMember('read', 1, null);
  await clock.advance(1000);
  expect(told, 'a tenth of its bucket').toEqual([]);
  let passed = 300;
  while (await passes(() => limits[passed % 2]!.ofMember('read', 1, null))) {
    passed += 1;
    if (passed % 100 === 0) await clock.advance(100);
  }
  const { burst, perSecond } = classLimits.read.account!;
  const allowed = burst + perSecond * (1 + passed / 1000);
  expect(passed).toBeGreaterThanOrEqual(burst);
  expect(passed).toBeLessThan(allowed + 2 * (burst / 8) + 500);
  expect(new Set(told).size).toBe(1);
  expect(told[0]).toMatch(/^[\w-]{16}$/);
});
