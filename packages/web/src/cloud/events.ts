import { useEffect } from 'react';
import { cloud } from './client.ts';
import { queries } from './queries.ts';
import { fileKeys } from './files.ts';

const pauses = [1_000, 2_000, 5_000, 15_000, 30_000] as const;
/** The server says something at least this often; a stream that is silent for longer is dead. */
const silenceMs = 120_000;

/** Hears of every change in the account while somebody is signed in and the page is seen; then asks afresh what is shown. */
export function useEvents(isSignedIn: boolean): void {
  useEffect(() => {
    if (!isSignedIn) return;
    const stop = new AbortController();
    void hear(stop.signal);
    return () => stop.abort();
  }, [isSignedIn]);
}

async function hear(stop: AbortSignal): Promise<void> {
  for (let tries = 0; !stop.aborted; tries += 1) {
    await untilSeen(stop);
    const silent = new AbortController();
    let timer = setTimeout(() => silent.abort(), silenceMs);
    const heard = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => silent.abort(), silenceMs);
    };
    try {
      for await (const event of await cloud.events({ signal: AbortSignal.any([stop, silent.signal]), heard })) {
        tries = 0;
        if (event.seq >= 0) await Promise.all(fileKeys.map((key) => queries.invalidateQueries({ queryKey: [key] })));
      }
    } catch {
      // Offline, restarted or signed out: the pause grows, and what is shown stays until it can be asked again.
    }
    clearTimeout(timer);
    await pause(pauses[Math.min(tries, pauses.length - 1)] ?? 30_000, stop);
  }
}

function untilSeen(stop: AbortSignal): Promise<void> {
  if (document.visibilityState === 'visible' || stop.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener('visibilitychange', () => resolve(), { once: true, signal: stop });
    stop.addEventListener('abort', () => resolve(), { once: true });
  });
}
function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    stop.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
