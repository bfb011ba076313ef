import type { LittleByLittle } from '@cairn/geo';

/** The page waits no longer than this for one slice, milliseconds: half a picture of the screen. */
const sliceMs = 8;

/** Does work in slices; between them the page draws and hears. @returns null once `signal` is aborted, and the work is left */
export async function inSlices<T>(work: LittleByLittle<T>, signal: AbortSignal): Promise<T | null> {
  for (;;) {
    await pause();
    if (signal.aborted) return null;
    const end = performance.now() + sliceMs;
    do {
      const step = work.next();
      if (step.done === true) return step.value;
    } while (performance.now() < end);
  }
}

/** Lets everything go first that waits already. */
async function pause(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
}
