import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../processes.ts';

/** Lets the disk finish what earlier work left to write, so that no tool pays for the one before it. Never timed. */
export async function settle(): Promise<void> {
  await run('sync', []);
  await sleep(100);
}
