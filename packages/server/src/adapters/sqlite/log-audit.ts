import type Database from 'better-sqlite3';
import { auditRows } from '../../log/audit.ts';
import type { LogStore } from '../../ports/log-store.ts';
import type { Synchronous } from './engine.ts';
import type { LogReads } from './log-reader.ts';
import type { VersionRecord } from './log-rows.ts';
import { rowOf } from './log-rows.ts';

/** Reads a whole log for the invariants. */
export function logAudit(db: Database.Database, reads: LogReads): Synchronous<Pick<LogStore, 'auditLog'>> {
  const rows = db.prepare<[number], VersionRecord>('SELECT * FROM version WHERE account = ? ORDER BY seq, part');
  const blobs = db.prepare<[number], { hash: string; refs: number; since: number | null; found: number; whole: number; stored: number }>(
    `SELECT lower(hex(blob.hash)) AS hash, blob.refs, blob.since, content.content IS NOT NULL AS found, blob.stored,
       (content.key IS NULL) + (content.bytes IS NULL) = 1 AS whole
     FROM blob LEFT JOIN content ON content.content = blob.content AND content.account = blob.account WHERE blob.account = ?`,
  );
  const types = db.prepare<[number], { type: string; files: number; size: number; stored: number }>(
    'SELECT type, files, size, stored FROM log_type WHERE account = ?',
  );
  const contentsOf = contentCounts(db);

  const audit = db.transaction((account: number) => {
    const found = blobs.all(account).map((blob) => ({ ...blob, whole: blob.found === 1 && blob.whole === 1 }));
    return auditRows({
      state: reads.state(account),
      rows: rows.all(account).map(rowOf),
      blobs: found,
      types: types.all(account),
      contents: contentsOf(account),
    });
  });
  return { auditLog: (account) => audit(account) };
}

/**
 * How many contents are stored for an account. Contents have no index of accounts, which no request needs: all are counted at once, and
 * again when anything has changed.
 */
function contentCounts(db: Database.Database): (account: number) => number {
  const moment = db.prepare<[], [number, number]>('SELECT total_changes(), data_version FROM pragma_data_version').raw();
  const count = db.prepare<[], [number, number]>('SELECT account, count(*) FROM content GROUP BY account').raw();
  let counted = '';
  let counts = new Map<number, number>();
  return (account) => {
    const now = String(moment.get());
    if (now !== counted) counts = new Map(count.all());
    counted = now;
    return counts.get(account) ?? 0;
  };
}
