import { parentPort } from 'node:worker_threads';
import type { Outcome, Reply, Request } from './messages.ts';
import { runTask, TaskFailure } from './tasks.ts';
import type { AnyResult, Task } from './tasks.ts';

const port = parentPort;
port?.on('message', (request: Request) => {
  const outcomes = request.tasks.map(outcomeOf);
  const reply: Reply = { outcomes };
  port.postMessage(
    reply,
    outcomes.flatMap((outcome) => (outcome.ok ? buffersOf(outcome.result) : [])),
  );
});

function buffersOf(result: AnyResult): ArrayBuffer[] {
  if ('gzip' in result) return [result.gzip.buffer];
  return 'bytes' in result ? [result.bytes.buffer] : [];
}

function outcomeOf(task: Task): Outcome {
  try {
    return { ok: true, result: runTask(task) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, error: { ours: error instanceof TaskFailure, code, message } };
  }
}
