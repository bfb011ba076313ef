import { auditRows } from '../../log/audit.ts';
import type { LogContents } from '../../log/audit.ts';
import type { Row } from '../../log/rows.ts';
import type { LogStore } from '../../ports/log-store.ts';
import type { VersionRecord } from '../sqlite/log-rows.ts';
import { rowOf } from '../sqlite/log-rows.ts';
import type { Database } from './database.ts';
import { stateOf } from './log-apply.ts';
import { logSql } from './log-statements.ts';
import { ofAccount } from './statement.ts';

type Blob = LogContents['blobs'][number];

const sql = {
  rows: ofAccount<VersionRecord>('audit-rows', 'SELECT * FROM version WHERE account = $1 ORDER BY seq, part'),
  contents: ofAccount<Blob>(
    'audit-contents',
    `SELECT encode(hash, 'hex') AS hash, refs, since, stored, (key IS NULL) <> (bytes IS NULL) AS whole FROM content WHERE account = $1`,
  ),
  types: ofAccount<LogContents['types'][number]>('audit-types', 'SELECT type, files, size, stored FROM log_type WHERE account = $1'),
} as const;

/** Reads a whole log for the invariants. */
export function logAudit(database: Database): Pick<LogStore, 'auditLog'> {
  return {
    auditLog: (account) =>
      database.read(async (tx) => {
        const record = await tx.row(logSql.state, account);
        const rows: Row[] = [];
        for await (const portion of tx.stream(sql.rows, [account])) for (const row of portion) rows.push(rowOf(row));
        const blobs: Blob[] = [];
        for await (const portion of tx.stream(sql.contents, [account])) blobs.push(...portion);
        const types = await tx.rows(sql.types, account);
        return auditRows({ state: record === undefined ? null : stateOf(record), rows, blobs, types, contents: blobs.length });
      }),
  };
}
