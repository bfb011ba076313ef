import type Database from 'better-sqlite3';
import { isCompanion } from '@cairn/protocol';
import { deleteFile } from '../../log/delete.ts';
import { Draft } from '../../log/draft.ts';
import { removeFromTrash } from '../../log/removal.ts';
import { emptyLog, nothing } from '../../log/rows.ts';
import type { LogStore, Removed } from '../../ports/log-store.ts';
import type { Synchronous } from './engine.ts';
import type { VersionRecord } from './log-rows.ts';
import { rowOf } from './log-rows.ts';
import type { LogReads } from './log-reader.ts';
import type { LogWrites } from './log-writer.ts';
import { Brought, TypeSums } from './log-writer.ts';

type Removals = Pick<LogStore, 'removeTrash' | 'purgeTrash' | 'removeHistory' | 'deleteType' | 'removeAll'>;
/** Rows that are changed in memory at a time; all parts are in one transaction. */
const step = 2000;

/** Commands that delete many files, or contents for good. */
export function logRemovals(db: Database.Database, reads: LogReads, writes: LogWrites): Synchronous<Removals> {
  const nothingBrought = new Brought([], new Uint8Array(0));
  const trashed = db
    .prepare<[number, number], number>(
      'SELECT seq FROM version INDEXED BY version_trash WHERE account = ? AND below IS NOT NULL AND seq <= ? ORDER BY seq',
    )
    .pluck();
  // Not what the apps see as the newest row of a file.
  const overdue = db.prepare<[number, number], { account: number; seq: number }>(
    'SELECT account, seq FROM version WHERE below IS NOT NULL AND stamp < ? AND scope <> 3 ORDER BY stamp LIMIT ?',
  );
  // History, and deletions that neither are the newest row of a name nor lie above anything.
  const past = db.prepare<[number, number, number, number], VersionRecord>(
    `SELECT * FROM version WHERE account = ? AND seq > ? AND head = 0 AND below IS NULL AND ((shelf IS NULL AND kind = 2) OR shelf = 3)
       AND coalesce(superseded, stamp) < ? ORDER BY seq LIMIT ?`,
  );
  // Everything that happened up to a sequence number has a smaller stamp than what is behind it.
  const stampBehind = db
    .prepare<[number, number], number>('SELECT stamp FROM version WHERE account = ? AND seq > ? ORDER BY seq LIMIT 1')
    .pluck();
  const forgetVersions = db.prepare<[number]>('DELETE FROM version WHERE account = ?');
  const forgetMaps = db.prepare<[number]>('DELETE FROM map_record WHERE account = ?');
  const forgetTypes = db.prepare<[number]>('DELETE FROM log_type WHERE account = ?');
  const releaseAll = db.prepare<[number, number]>('UPDATE blob SET refs = 0, since = ? WHERE account = ? AND refs > 0');

  /** Changes a log without new content. */
  function change(account: number, now: number, work: (draft: Draft) => void): void {
    const before = reads.state(account) ?? emptyLog;
    const draft = new Draft(reads.reader(account), before, now);
    work(draft);
    writes.apply(account, draft, nothingBrought, now);
    const types = new TypeSums();
    types.add(draft.types);
    writes.saveTypes(account, types);
    if (draft.state !== before) writes.saveState(account, draft.state);
  }
  function dropTrash(account: number, deletions: readonly number[], now: number): number {
    let count = 0;
    for (let start = 0; start < deletions.length; start += step) {
      change(account, now, (draft) => {
        for (const seq of deletions.slice(start, start + step)) {
          const deletion = draft.reader.deletion(seq);
          if (deletion === null || deletion.below === null || draft.isChanged(deletion)) continue;
          removeFromTrash(draft, deletion);
          if (!isCompanion(deletion.name)) count += 1;
        }
      });
    }
    return count;
  }
  const removed = (account: number, count: number): Removed => ({ count, at: reads.at(account) });

  return {
    removeTrash(account, which, now) {
      const deletions = 'upTo' in which ? trashed.all(account, which.upTo) : which.deletions;
      return removed(account, dropTrash(account, deletions, now));
    },
    purgeTrash(before, limit, now) {
      const byAccount = Map.groupBy(overdue.all(before, limit), (row) => row.account);
      let count = 0;
      for (const [account, rows] of byAccount) {
        dropTrash(
          account,
          rows.map((row) => row.seq),
          now,
        );
        count += rows.length;
      }
      return count;
    },
    removeHistory(account, upTo, now) {
      const before = stampBehind.get(account, upTo) ?? Number.MAX_SAFE_INTEGER;
      let count = 0;
      let after = 0;
      for (let rows = past.all(account, after, before, step); rows.length > 0; rows = past.all(account, after, before, step)) {
        change(account, now, (draft) => {
          for (const record of rows) draft.drop(rowOf(record));
        });
        count += rows.filter((record) => record.kind === 1).length;
        after = rows.at(-1)?.seq ?? after;
      }
      return removed(account, count);
    },
    deleteType(writer, { type, prefix, upTo }) {
      const { account, device, now } = writer;
      let count = 0;
      change(account, now, (draft) => {
        for (const row of draft.reader.folder(type, prefix)) {
          // A companion went with its file; one without a file goes by itself.
          if (row.seq > upTo || draft.head(row)?.seq !== row.seq) continue;
          deleteFile(draft, row, 'cloud', device);
          if (!isCompanion(row.name)) count += 1;
        }
      });
      return removed(account, count);
    },
    removeAll(account, epoch, now) {
      const state = reads.state(account) ?? emptyLog;
      if (epoch !== null && epoch !== state.epoch) return removed(account, 0);
      forgetVersions.run(account);
      forgetTypes.run(account);
      forgetMaps.run(account);
      releaseAll.run(now, account);
      writes.saveState(account, { ...state, epoch: state.epoch + 1, live: nothing, trash: nothing, history: nothing });
      return removed(account, state.live.files);
    },
  };
}
