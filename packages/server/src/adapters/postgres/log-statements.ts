import type { VersionRecord } from '../sqlite/log-rows.ts';
import { versionColumns } from '../sqlite/log-rows.ts';
import { ofAccount } from './statement.ts';

export interface StateRecord {
  readonly seq: number;
  readonly stamp: number;
  readonly file: number;
  readonly epoch: number;
  readonly live_files: number;
  readonly live_size: number;
  readonly live_stored: number;
  readonly trash_files: number;
  readonly trash_size: number;
  readonly trash_stored: number;
  readonly history_files: number;
  readonly history_size: number;
  readonly history_stored: number;
  readonly data_epoch: number;
}

/** A name in the index of heads: its beginning orders and finds it, the whole name decides. */
export const isName = (column: string, value: string): string =>
  `left(${column}, 512) = left(${value}, 512) AND (CASE WHEN length(${column}) > 512 THEN md5(${column}) ELSE '' END) = ` +
  `(CASE WHEN length(${value}) > 512 THEN md5(${value}) ELSE '' END) AND ${column} = ${value}`;
/** Names from a prefix on, below a bound (null = none). */
export const isBetween = (from: string, to: string): string =>
  `left(name, 512) >= left(${from}, 512) AND name >= ${from} AND (${to}::text IS NULL OR (left(name, 512) <= left(${to}, 512) AND name < ${to}))`;
export const byName = 'left(name, 512), name';

const counters = ['live', 'trash', 'history'].flatMap((shelf) => ['files', 'size', 'stored'].map((part) => `${shelf}_${part}`));
const columns = versionColumns.slice(1);

/** The number of the data epoch is the same for all accounts, and small: it lies with every shard. */
const dataEpoch = `coalesce((SELECT value FROM server_number WHERE name = 'data-epoch'), 0) AS data_epoch`;

/**
 * Where many keys are asked for at once, each is looked up by itself (`LATERAL`): no plan reads through the account to compare its rows with
 * the keys. `OFFSET 0` keeps it so; a limit of one row would tempt the database to walk an index in the wanted order instead.
 */
export const logSql = {
  state: ofAccount<StateRecord>('log-state', `SELECT log.*, ${dataEpoch} FROM log WHERE account = $1`),
  dataEpoch: ofAccount<{ data_epoch: number }>('log-data-epoch', `SELECT ${dataEpoch} WHERE $1::bigint = $1`),
  /** Whoever has the row of an account is its one writer until the transaction ends. */
  lock: ofAccount<StateRecord>('log-lock', `SELECT log.*, ${dataEpoch} FROM log WHERE account = $1 FOR UPDATE OF log`),
  begin: ofAccount(
    'log-begin',
    `INSERT INTO log (account, seq, stamp, file, epoch, ${counters.join(', ')})
     VALUES ($1, 0, 0, 0, 0, ${counters.map(() => '0').join(', ')}) ON CONFLICT (account) DO NOTHING`,
  ),
  /** A log that was made to be locked and then not written. */
  unbegin: ofAccount('log-unbegin', 'DELETE FROM log WHERE account = $1 AND seq = 0 AND stamp = 0 AND epoch = 0'),
  save: ofAccount(
    'log-save',
    `UPDATE log SET seq = $2, stamp = $3, file = $4, epoch = $5, ${counters.map((name, index) => `${name} = $${index + 6}`).join(', ')}
     WHERE account = $1`,
  ),
  saveTypes: ofAccount(
    'log-save-types',
    `INSERT INTO log_type AS t (account, type, files, size, stored)
     SELECT $1, k.* FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[]) AS k (type, files, size, stored)
     ON CONFLICT (account, type) DO UPDATE
     SET files = t.files + excluded.files, size = t.size + excluded.size, stored = t.stored + excluded.stored`,
  ),

  heads: ofAccount<VersionRecord>(
    'log-heads',
    `SELECT v.* FROM unnest($2::text[], $3::text[]) AS k (type, name) CROSS JOIN LATERAL (
       SELECT * FROM version WHERE account = $1 AND type = k.type AND ${isName('version.name', 'k.name')} AND head = 1 OFFSET 0) v`,
  ),
  rows: ofAccount<VersionRecord>(
    'log-rows',
    `SELECT v.* FROM unnest($2::bigint[]) AS k (seq)
     CROSS JOIN LATERAL (SELECT * FROM version WHERE account = $1 AND seq = k.seq AND part = 0 OFFSET 0) v`,
  ),
  /** Locked, so that no collector takes away what is about to be referred to (R06). */
  stored: ofAccount<{ hash: string; stored: number }>(
    'log-stored',
    `SELECT k AS hash, c.stored FROM (SELECT k FROM unnest($2::text[]) AS k ORDER BY k) k (k)
     CROSS JOIN LATERAL (SELECT stored FROM content WHERE account = $1 AND hash = decode(k, 'hex') FOR UPDATE) c`,
  ),
  newest: ofAccount<VersionRecord>(
    'log-newest',
    `SELECT v.* FROM unnest($2::bigint[]) AS k (file)
     CROSS JOIN LATERAL (
       SELECT * FROM (SELECT * FROM version WHERE account = $1 AND file = k.file AND part = 0 OFFSET 0) all_of ORDER BY seq DESC LIMIT 1) v`,
  ),
  files: ofAccount<VersionRecord>(
    'log-files',
    `SELECT v.* FROM unnest($2::bigint[]) AS k (file)
     CROSS JOIN LATERAL (SELECT * FROM version WHERE account = $1 AND file = k.file OFFSET 0) v ORDER BY v.seq, v.part`,
  ),
  folder: ofAccount<VersionRecord>(
    'log-folder',
    `SELECT * FROM version WHERE account = $1 AND type = $2 AND ${isBetween('$3', '$4')} AND head = 1 AND kind = 1 ORDER BY ${byName}`,
  ),
  newestInFolder: ofAccount<VersionRecord>(
    'log-newest-in-folder',
    `SELECT * FROM (
       SELECT * FROM version WHERE account = $1 AND type = $2 AND ${isBetween('$3', '$4')} AND head = 1 OFFSET 0) inside ORDER BY seq DESC LIMIT 1`,
  ),
  /** Stamps rise with the numbers, so a search by halves finds one without an index of its own. */
  atStamp: ofAccount<VersionRecord>(
    'log-at-stamp',
    `WITH RECURSIVE half (least, most, seq, stamp) AS (
       SELECT 1::bigint, log.seq, NULL::bigint, NULL::bigint FROM log WHERE log.account = $1
       UNION ALL
       SELECT CASE WHEN v.stamp IS NULL OR v.stamp < $2 THEN (least + most) / 2 + 1 ELSE least END,
              CASE WHEN v.stamp > $2 THEN v.seq - 1 ELSE most END, v.seq, v.stamp
       FROM half LEFT JOIN LATERAL (
         SELECT seq, stamp FROM version WHERE account = $1 AND seq <= (half.least + half.most) / 2 ORDER BY seq DESC LIMIT 1
       ) v ON true
       WHERE half.least <= half.most AND half.stamp IS DISTINCT FROM $2)
     SELECT v.* FROM half JOIN version v ON v.account = $1 AND v.seq = half.seq WHERE half.stamp = $2 ORDER BY v.part`,
  ),
  evictable: ofAccount<VersionRecord>(
    'log-evictable',
    `SELECT * FROM version WHERE account = $1 AND shelf = 3 AND superseded < $2 AND (superseded, seq) > ($3, $4)
     ORDER BY superseded, seq LIMIT $5`,
  ),

  insert: ofAccount(
    'log-insert',
    `INSERT INTO version (${versionColumns.join(', ')})
     SELECT $1, seq, part, file, type, name, stamp, device, head, kind, shelf, decode(hash, 'hex'), size, stored, client_time, superseded,
       carried, scope, below, moved_to
     FROM unnest($2::bigint[], $3::smallint[], $4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::smallint[],
       $10::smallint[], $11::smallint[], $12::text[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[], $17::smallint[],
       $18::smallint[], $19::bigint[], $20::text[]) AS k (${columns.join(', ')})`,
  ),
  update: ofAccount(
    'log-update',
    `UPDATE version v SET head = k.head, shelf = k.shelf, superseded = k.superseded, carried = k.carried, below = k.below
     FROM unnest($2::bigint[], $3::smallint[], $4::smallint[], $5::smallint[], $6::bigint[], $7::smallint[], $8::bigint[])
       AS k (seq, part, head, shelf, superseded, carried, below)
     WHERE v.account = $1 AND v.seq = k.seq AND v.part = k.part`,
  ),
  remove: ofAccount(
    'log-remove',
    `DELETE FROM version v USING unnest($2::bigint[], $3::smallint[]) AS k (seq, part)
     WHERE v.account = $1 AND v.seq = k.seq AND v.part = k.part`,
  ),
  refer: ofAccount(
    'log-refer',
    `UPDATE content c SET refs = c.refs + k.more, since = CASE WHEN c.refs + k.more = 0 THEN $4::bigint END
     FROM unnest($2::text[], $3::bigint[]) AS k (hash, more) WHERE c.account = $1 AND c.hash = decode(k.hash, 'hex')`,
  ),
  addContent: ofAccount(
    'log-add-content',
    `INSERT INTO content (account, hash, stored_hash, stored, refs, since, key, bytes)
     VALUES ($1, decode($2, 'hex'), decode($3, 'hex'), $4, $5, NULL, $6, $7)`,
  ),
} as const;
