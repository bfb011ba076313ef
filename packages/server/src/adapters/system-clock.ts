import type { Clock } from '../ports/world.ts';

/** Node fires a longer timer at once. */
const longestMs = 2_147_483_647;

/** The clock of the machine. Its timers keep no process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, fn) {
    const timer = setTimeout(fn, Math.min(Math.max(ms, 0), longestMs));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
