import { serve } from '@cairn/server';
import { status } from '../status.ts';
import type { Status } from '../status.ts';

/** Starts the server and stays until it is told to stop. */
export async function run(): Promise<Status> {
  await serve();
  return status.done;
}
