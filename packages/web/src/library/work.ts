import { remote, Waiting } from '../device/rpc.ts';
import type { Reply } from '../device/rpc.ts';
import type { WorkCalls } from './work.worker.ts';
import workerUrl from './work.worker.ts?worker&url';

/** A call of the worker gives a promise, whatever it gives there. */
type Remote<Calls> = {
  readonly [Name in keyof Calls]: Calls[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never;
};

let begun: Remote<WorkCalls> | null = null;

/** The worker for what would hold up the page; it starts when it is first needed and stays. */
export function work(): Remote<WorkCalls> {
  begun ??= start();
  return begun;
}

function start(): Remote<WorkCalls> {
  const worker = new Worker(workerUrl, { type: 'module', name: 'cairn work' });
  const waiting = new Waiting();
  worker.onmessage = ({ data }: MessageEvent<Reply>) => waiting.take(data);
  worker.onerror = () => {
    begun = null;
    waiting.fail(new Error('The work could not be done: its program did not start. Load the page again.'));
  };
  return remote((call, args) => waiting.ask(call, args, (question) => worker.postMessage(question))) as Remote<WorkCalls>;
}
