import { isCompanion } from '@cairn/protocol';
import { deleteFile } from '../../log/delete.ts';
import { removeFromTrash } from '../../log/removal.ts';
import { nothing } from '../../log/rows.ts';
import type { LogState } from '../../log/rows.ts';
import type { LogStore, Removed } from '../../ports/log-store.ts';
import type { VersionRecord } from '../sqlite/log-rows.ts';
import { rowOf } from '../sqlite/log-rows.ts';
import type { Database, Transaction } from './database.ts';
import { sendState, stateOf } from './log-apply.ts';
import { changeLog, inLog } from './log-changes.ts';
import type { StateRecord } from './log-statements.ts';
import { acrossAccounts, ofAccount } from './statement.ts';

type Removals = Pick<LogStore, 'removeTrash' | 'purgeTrash' | 'removeHistory' | 'deleteType' | 'removeAll'>;
/** Rows that are changed in memory at a time; all parts are in one transaction. */
const step = 2000;

const sql = {
  trashed: ofAccount<{ seq: number }>(
    'removal-trashed',
    'SELECT seq FROM version WHERE account = $1 AND below IS NOT NULL AND seq <= $2 ORDER BY seq',
  ),
  // Not what the apps see as the newest row of a file.
  overdue: acrossAccounts<{ account: number; seq: number }>(
    'removal-overdue',
    'a job: what is due in any account; what it finds is removed account by account',
    'SELECT account, seq FROM version WHERE below IS NOT NULL AND stamp < $1 AND scope <> 3 ORDER BY stamp LIMIT $2',
  ),
  // History, and deletions that neither are the newest row of a name nor lie above anything.
  past: ofAccount<VersionRecord>(
    'removal-past',
    `SELECT * FROM version WHERE account = $1 AND seq > $2 AND head = 0 AND below IS NULL AND ((shelf IS NULL AND kind = 2) OR shelf = 3)
       AND coalesce(superseded, stamp) < $3 ORDER BY seq LIMIT $4`,
  ),
  // Everything that happened up to a sequence number has a smaller stamp than what is behind it.
  stampBehind: ofAccount<{ stamp: number }>(
    'removal-stamp-behind',
    'SELECT stamp FROM version WHERE account = $1 AND seq > $2 ORDER BY seq LIMIT 1',
  ),
  forgetVersions: ofAccount('removal-forget-versions', 'DELETE FROM version WHERE account = $1'),
  forgetMaps: ofAccount('removal-forget-maps', 'DELETE FROM map_record WHERE account = $1'),
  forgetTypes: ofAccount('removal-forget-types', 'DELETE FROM log_type WHERE account = $1'),
  releaseAll: ofAccount('removal-release-all', 'UPDATE content SET refs = 0, since = $2 WHERE account = $1 AND refs > 0'),
} as const;

/** Commands that delete many files, or contents for good. */
export function logRemovals(database: Database): Removals {
  return {
    removeTrash: (account, which, now) =>
      inLog(database, account, async (tx, record) => {
        const found = 'upTo' in which ? (await tx.rows(sql.trashed, account, which.upTo)).map(({ seq }) => seq) : which.deletions;
        const { count, state } = await dropTrash(tx, account, stateOf(record), found, now);
        return removed(record, state, count);
      }),
    async purgeTrash(before, limit, now) {
      const found = await database.rows(sql.overdue, before, limit);
      // A transaction for each account: none of them waits for another.
      for (const [account, rows] of Map.groupBy(found, (row) => row.account)) {
        const deletions = rows.map(({ seq }) => seq);
        await inLog(database, account, async (tx, record) => dropTrash(tx, account, stateOf(record), deletions, now));
      }
      return found.length;
    },
    removeHistory: (account, upTo, now) =>
      inLog(database, account, async (tx, record) => {
        const before = (await tx.row(sql.stampBehind, account, upTo))?.stamp ?? Number.MAX_SAFE_INTEGER;
        let state = stateOf(record);
        let count = 0;
        for (let after = 0; ;) {
          const rows = await tx.rows(sql.past, account, after, before, step);
          if (rows.length === 0) return removed(record, state, count);
          state = await changeLog(tx, account, state, now, (draft) => {
            for (const row of rows) draft.drop(rowOf(row));
          });
          count += rows.filter((row) => row.kind === 1).length;
          after = rows.at(-1)?.seq ?? after;
        }
      }),
    deleteType: ({ account, device, now }, { type, prefix, upTo }) =>
      inLog(database, account, async (tx, record) => {
        let count = 0;
        const state = await changeLog(tx, account, stateOf(record), now, (draft) => {
          count = 0;
          for (const row of draft.reader.folder(type, prefix)) {
            // A companion went with its file; one without a file goes by itself.
            if (row.seq > upTo || draft.head(row)?.seq !== row.seq) continue;
            deleteFile(draft, row, 'cloud', device);
            if (!isCompanion(row.name)) count += 1;
          }
        });
        return removed(record, state, count);
      }),
    removeAll: (account, epoch, now) =>
      inLog(database, account, async (tx, record) => {
        const state = stateOf(record);
        if (epoch !== null && epoch !== state.epoch) return removed(record, state, 0);
        for (const statement of [sql.forgetVersions, sql.forgetTypes, sql.forgetMaps]) tx.send(statement, account);
        tx.send(sql.releaseAll, account, now);
        const after = { ...state, epoch: state.epoch + 1, live: nothing, trash: nothing, history: nothing };
        sendState(tx, account, after);
        return removed(record, after, state.live.files);
      }),
  };
}

async function dropTrash(
  tx: Transaction,
  account: number,
  before: LogState,
  deletions: readonly number[],
  now: number,
): Promise<{ count: number; state: LogState }> {
  let state = before;
  let total = 0;
  for (let start = 0; start < deletions.length; start += step) {
    let count = 0;
    state = await changeLog(tx, account, state, now, (draft) => {
      count = 0;
      for (const seq of deletions.slice(start, start + step)) {
        const deletion = draft.reader.deletion(seq);
        if (deletion === null || deletion.below === null || draft.isChanged(deletion)) continue;
        removeFromTrash(draft, deletion);
        if (!isCompanion(deletion.name)) count += 1;
      }
    });
    total += count;
  }
  return { count: total, state };
}

function removed(record: StateRecord, state: LogState, count: number): Removed {
  const { seq, epoch } = state;
  return { count, at: { seq, epoch, dataEpoch: record.data_epoch } };
}
