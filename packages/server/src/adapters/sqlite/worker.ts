// One thread with one connection: takes what has arrived, runs it as one batch, answers when it is flushed.
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { engineOf } from './engine-of.ts';
import { openReader, openWriter } from './connection.ts';
import type { Answered, Asked, WorkerSettings } from './thread.ts';
import { ownedBuffers, packOutcome } from './wire.ts';

if (parentPort === null) throw new Error('this file runs as a worker thread only');
const port = parentPort;
const settings = workerData as WorkerSettings;
const db = settings.role === 'writer' ? openWriter(settings.file) : openReader(settings.file);
const engine = engineOf(db);
/** So long after the last write the database is put in order, milliseconds: what is quiet takes no more space than it needs. */
const quietMs = 1000;
let settling: NodeJS.Timeout | undefined;
/** A pause between writes of so many milliseconds is used to copy the log of the database, once so many bytes of contents, or commits, came. */
const pauseMs = 5;
const easeBytes = 2 * 1024 * 1024;
const easeCommits = 200;
let easing: NodeJS.Timeout | undefined;
let written = { bytes: 0, commits: 0 };

port.on('message', (first: Asked) => {
  const calls = [...first.calls];
  let close = first.close === true;
  // Everything that arrived while the last batch was flushed shares the next flush (group commit).
  for (let more = next(); more !== null; more = next()) {
    calls.push(...more.calls);
    close ||= more.close === true;
  }
  clearTimeout(settling);
  clearTimeout(easing);
  const outcomes = calls.length === 0 ? [] : engine.run(calls);
  // What was handed over with the calls is in the database now; the collector would let it wait.
  for (const call of calls) {
    for (const memory of ownedBuffers(call.args[0])) {
      written.bytes += memory.byteLength;
      memory.transfer(0);
    }
  }
  const packed = outcomes.map(packOutcome);
  const answer: Answered = { answers: packed.map((one, index) => ({ id: calls[index]?.id ?? -1, outcome: one.outcome })) };
  port.postMessage(
    answer,
    packed.flatMap((one) => one.transfer),
  );
  if (close) {
    db.close();
    port.close();
  } else if (settings.role === 'writer') {
    written.commits += 1;
    easeLater();
    settleLater();
  }
});

function easeLater(): void {
  if (written.bytes < easeBytes && written.commits < easeCommits) return;
  easing = setTimeout(() => {
    written = { bytes: 0, commits: 0 };
    engine.ease();
  }, pauseMs);
}

function settleLater(): void {
  settling = setTimeout(() => {
    if (!engine.settle()) settleLater();
  }, quietMs);
}

function next(): Asked | null {
  const received: { message: Asked } | undefined = receiveMessageOnPort(port);
  return received?.message ?? null;
}
