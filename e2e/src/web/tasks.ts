import type { Browser, Page } from 'playwright-core';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly args?: { readonly name?: string };
  /** Microseconds of work by the thread itself: what others on the machine do does not count. */
  readonly tdur?: number;
}

/** What `act` makes of the page: how long each task of its main thread works, milliseconds of processor time, the longest first. */
export async function tasksWhile(browser: Browser, page: Page, act: () => Promise<void>): Promise<number[]> {
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'] });
  await act();
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const thread = ({ pid, tid }: TraceEvent): string => `${pid}/${tid}`;
  const mains = new Set(
    trace.traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(thread),
  );
  const tasks = trace.traceEvents.filter((event) => event.ph === 'X' && event.name.endsWith('RunTask') && mains.has(thread(event)));
  return tasks.map(({ tdur = 0 }) => tdur / 1000).sort((a, b) => b - a);
}

/** Runs in a page: work of a fixed amount, well over 100 ms of any processor, however busy the machine is. */
export function workLong(): number {
  let sum = 0;
  for (let step = 0; step < 400_000_000; step += 1) sum += Math.sqrt(step);
  return sum;
}
