import type { FileKey, Version } from '@cairn/protocol';
import type { ChangeRow, ConflictRow, Failure, Problem, SyncResult } from '@cairn/sync';
import { iso, isoOrNull } from './times.ts';

/** Rows of results as scripts get them: names as in the cloud, times in ISO 8601, sizes in bytes. */
export type Row = Readonly<Record<string, unknown>>;

export function changeRow(row: ChangeRow): Row {
  return {
    ...row.key,
    change: row.change,
    ...(row.from === undefined ? {} : { from: row.from.name }),
    ...(row.isFolder === true ? { folder: true } : {}),
    ...(row.local === undefined ? {} : { local: { size: row.local.size, modified: iso(row.local.modified) } }),
    ...(row.cloud === undefined ? {} : { cloud: cloudSide(row.cloud) }),
    why: row.words,
    ...(row.failed === undefined ? {} : { failed: { code: row.failed.code, reason: row.failed.reason } }),
  };
}

export function conflictRow(row: ConflictRow): Row {
  return { ...changeRow(row), choices: row.choices, ...(row.reasons.length === 0 ? {} : { reasons: row.reasons }) };
}

function cloudSide(version: NonNullable<ChangeRow['cloud']>): Row {
  const facts = { version: version.seq, uploaded: iso(version.stamp), device: version.device };
  if (version.kind !== 'content') return facts;
  return { ...facts, size: version.size, ...(version.clientTime > 0 ? { modified: iso(version.clientTime) } : {}) };
}

export function failureRow(failure: Failure): Row {
  return { ...(failure.key ?? { path: failure.path }), code: failure.code, reason: failure.reason };
}
export function problemRow({ path, kind, reason }: Problem): Row {
  return { path, kind, reason };
}

/** The last line of `sync --json`, and what `upload`, `download` and `resolve` print: counts of what was done, rows of what was not. */
export function resultRow(result: SyncResult): Row {
  const names = (keys: readonly FileKey[]) => keys.map(({ type, name }) => ({ type, name }));
  return {
    uploaded: result.uploaded.length,
    downloaded: result.downloaded.length,
    deleted: result.deleted.length,
    renamed: result.renamed.reduce((sum, line) => sum + (line.isFolder ? line.files : 1), 0),
    merged: result.merged.length,
    same: result.adopted,
    conflicts: result.conflicts.map(conflictRow),
    failed: result.failed.map(failureRow),
    waiting: { here: names(result.waiting.here), cloud: names(result.waiting.there) },
    ...(result.untouched.length === 0 ? {} : { untouched: result.untouched.map(({ key, words }) => ({ ...key, why: words })) }),
    paused: result.paused,
    stopped: result.cancelled
      ? { code: 'cancelled' }
      : result.stopped === null
        ? null
        : { code: result.stopped.code, message: result.stopped.message },
  };
}

/** A version of the log. */
export function versionRow(version: Version): Row {
  const { stamp, ...facts } = version;
  const client = version.kind === 'content' ? { clientTime: isoOrNull(version.clientTime) } : {};
  return { ...facts, stamp: iso(stamp), ...client };
}
