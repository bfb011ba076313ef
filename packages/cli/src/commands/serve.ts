import type { Context } from '../context.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';
import { serve } from '@cairn/server';

/** Starts the server and stays until it is told to stop. */
export async function run(_context: Context): Promise<Status> {
  await serve();
  return status.done;
}
