// One thread that inspects gzip members; the memory that holds them travels here and back without a copy.
import { parentPort } from 'node:worker_threads';
import { CairnError } from '@cairn/protocol';
import { inspectMember } from './inspect.ts';
import type { InspectAnswer, InspectTask, PackedInspection } from './pool.ts';

parentPort?.on('message', ({ id, bytes, members, fileLimit }: InspectTask) => {
  const found = members.map(({ at, length }): PackedInspection => {
    const result = inspectMember(bytes.subarray(at, at + length), fileLimit);
    return result instanceof CairnError ? { code: result.code, details: result.details } : result;
  });
  const answer: InspectAnswer = { id, bytes, found };
  parentPort?.postMessage(answer, [bytes.buffer]);
});
