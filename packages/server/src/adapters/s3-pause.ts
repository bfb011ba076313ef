import { setTimeout } from 'node:timers/promises';

/** Waits a while that differs a little each time, so that those who were refused together do not come back together. */
export function pause(ms: number): Promise<void> {
  return setTimeout(ms * (0.75 + Math.random() / 2));
}
