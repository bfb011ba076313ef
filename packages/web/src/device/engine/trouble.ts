import { ApiError } from '@cairn/protocol';
import { CloudError } from '@cairn/sync';
import type { Changes, Failure, Stopped } from '@cairn/sync';
import type { Trouble } from '../state.ts';
import { isByPlan } from '../../cloud/remedies.ts';

/** What a person should know of how a run ended; null when there is nothing. */
export function troubleOf(stopped: unknown, failed: readonly Failure[]): Trouble | null {
  if (isStopped(stopped)) {
    const { kind, code, message } = stopped;
    return { kind: code === 'not-signed-in' || code === 'account-blocked' ? 'signed-out' : kind, code, message };
  }
  const full = failed.find(({ code }) => code === 'no-space');
  if (full !== undefined) return { kind: 'no-space', code: full.code, message: full.reason };
  const refused = failed.find(({ code }) => isByPlan(code));
  if (refused === undefined) return null;
  const { code, reason } = refused;
  return { kind: 'refused', code, message: reason, details: { count: failed.filter((one) => one.code === code).length } };
}
/** What runs before this one could not do, and still holds. */
export function refusalsIn({ local, cloud }: Pick<Changes, 'local' | 'cloud'>): Failure[] {
  return [...local, ...cloud].flatMap(({ failed }) => (failed === undefined ? [] : [failed]));
}
function isStopped(value: unknown): value is Stopped {
  if (value instanceof CloudError || value instanceof ApiError) return true;
  return typeof value === 'object' && value !== null && !(value instanceof Error) && 'kind' in value && 'code' in value;
}

/** The browser has thrown contents away: `fetched` of them are in the cloud as they were here, changes to `gone` had not been sent. */
export function evictedTrouble(fetched: number, gone: number): Trouble {
  const lost = gone === 0 ? '' : ` Changes to ${gone} of them had not been sent yet and are lost.`;
  const message =
    `The browser has thrown away the content of ${fetched + gone} files to make room. What the cloud has of them is fetched again.${lost} ` +
    'Let the browser keep this website’s data for good, or free some space, so that it does not happen again.';
  return { kind: 'evicted', code: 'evicted', message, details: { fetched, gone } };
}
