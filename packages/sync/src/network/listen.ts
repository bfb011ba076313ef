import { ApiError } from '@cairn/protocol';
import type { ChangeEvent, Client } from '@cairn/protocol';
import type { Timers } from './timers.ts';

/** Waits between attempts to connect: doubling from the first to the last, with jitter; milliseconds. */
const firstWaitMs = 500;
const lastWaitMs = 60_000;

export interface EventsOptions {
  readonly client: Client;
  readonly timers: Timers;
  readonly signal: AbortSignal;
  /** The stream is open (again); what happened before may have been missed. */
  connected(): void;
  changed(event: ChangeEvent): void;
  /** The stream broke or could not be opened; it is tried again after `waitMs`. */
  broke(error: unknown, waitMs: number): void;
}

/** Listens to the server until aborted; reconnects by itself. @throws ApiError when the server refuses this device for good. */
export async function listen(options: EventsOptions): Promise<void> {
  const { client, timers, signal } = options;
  let waitMs = firstWaitMs;
  while (!signal.aborted) {
    try {
      const events = await client.events({ signal });
      options.connected();
      for await (const event of events) {
        waitMs = firstWaitMs;
        options.changed(event);
      }
    } catch (error) {
      if (isAborted(signal)) return;
      if (isFinal(error)) throw error;
      options.broke(error, waitMs);
    }
    if (isAborted(signal)) return;
    await timers.wait(waitMs * (0.5 + timers.random() / 2), signal).catch(() => undefined);
    waitMs = Math.min(waitMs * 2, lastWaitMs);
  }
}

/** Read anew each time: it changes while we wait. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
/** Signed out, blocked, or gone: asking again does not help. */
function isFinal(error: unknown): boolean {
  return error instanceof ApiError && error.kind === 'refused' && (error.status === 401 || error.status === 403);
}
