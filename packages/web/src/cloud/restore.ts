import { ApiError } from '@cairn/protocol';
import type { ClientAnswer, Operation, Version } from '@cairn/protocol';
import { cloud } from './client.ts';

type Result = ClientAnswer<'operate'>['results'][number];

/** Makes a version the newest of its name again; `base` is the newest that was seen, 0 for none. @throws ApiError `base-outdated` */
export async function restoreVersion(seq: number, base: number): Promise<Version> {
  const { results } = await cloud.operate({ body: { operations: [{ op: 'restore', seq, base }] } });
  return doneOr(results[0]);
}

/** Carries out operations, as many as there are; each is judged alone. */
export async function operateAll(operations: readonly Operation[]): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < operations.length; at += 1000) {
    const answer = await cloud.operate({ body: { operations: operations.slice(at, at + 1000) } });
    results.push(...answer.results);
  }
  return results;
}

/** The version that came of one operation. @throws ApiError with the reason of a refusal */
export function doneOr(result: Result | undefined): Version {
  if (result === undefined) throw new Error('the server gave no result');
  if (result.status !== 'refused') return result.version;
  const { code, message, details = {} } = result.error;
  throw new ApiError({ kind: 'refused', code, status: 409, message, details });
}
