import { parentPort } from 'node:worker_threads';
import { release } from './memory.ts';
import { parcelOfOutcomes, tasksIn } from './messages.ts';
import type { Outcome, Parcel } from './messages.ts';
import { runTask, TaskFailure } from './tasks.ts';
import type { Task } from './tasks.ts';

const port = parentPort;
port?.on('message', (sent: Parcel) => {
  const outcomes = tasksIn(sent).map(outcomeOf);
  release(new Uint8Array(sent.bytes));
  const reply = parcelOfOutcomes(outcomes);
  for (const outcome of outcomes) if (outcome.ok && 'bytes' in outcome.result) release(outcome.result.bytes);
  port.postMessage(reply, [reply.bytes]);
});

function outcomeOf(task: Task): Outcome {
  try {
    return { ok: true, result: runTask(task) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, error: { ours: error instanceof TaskFailure, code, message } };
  }
}
