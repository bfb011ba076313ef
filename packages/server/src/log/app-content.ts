import type { AppKey } from '../ports/log-store.ts';
import type { LogReader } from './draft.ts';
import { rowAt } from './remove-version.ts';

/**
 * Sequence number of the content that one of OsmAnd's apps means (device-api 1.13): where only the newest row was removed, the newest is the
 * content below it. Null = none, or a deletion.
 */
export function contentForApps(reader: LogReader, { stamp, ...key }: AppKey): number | null {
  const found = stamp === null ? reader.head(key) : rowAt({ reader }, { ...key, stamp });
  if (found?.kind === 'content') return found.seq;
  return stamp === null && found?.kind === 'deletion' && found.scope === 'row' ? found.below : null;
}
