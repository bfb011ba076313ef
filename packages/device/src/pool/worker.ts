import { parentPort } from 'node:worker_threads';
import { together } from './messages.ts';
import type { Outcome, Reply, Request } from './messages.ts';
import { runTask, TaskFailure } from './tasks.ts';
import type { Task } from './tasks.ts';

const port = parentPort;
port?.on('message', (request: Request) => {
  const { items: outcomes, buffer } = together(request.tasks.map(outcomeOf), bytesIn, withBytes);
  const reply: Reply = { outcomes };
  port.postMessage(reply, [buffer]);
});

function bytesIn(outcome: Outcome): Uint8Array | null {
  if (!outcome.ok) return null;
  const { result } = outcome;
  if ('gzip' in result) return result.gzip;
  return 'bytes' in result ? result.bytes : null;
}
function withBytes(outcome: Outcome, bytes: Uint8Array<ArrayBuffer>): Outcome {
  if (!outcome.ok) return outcome;
  const { result } = outcome;
  return { ok: true, result: 'gzip' in result ? { ...result, gzip: bytes } : { ...result, bytes } };
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
