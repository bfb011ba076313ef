import type { BigIntStats } from 'node:fs';

/** A file counts as unchanged only when it is older than the last look at it by this much (sync.md, "A device's life"). */
const settledAfterMs = 2_000;

/**
 * What tells one state of a file from another without reading it: size, mtime and ctime in nanoseconds, and inode.
 * One string, so that it is compared and stored in one go.
 */
export function identityOf(stats: BigIntStats): string {
  return `${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}:${stats.ino}`;
}

/** Whether two looks saw the same content: what a rename changes (ctime) does not count. */
export function sameContent(one: BigIntStats, other: BigIntStats): boolean {
  return one.ino === other.ino && one.size === other.size && one.mtimeNs === other.mtimeNs;
}

/** Modification time, milliseconds, rounded: a time set in milliseconds comes back as it was set. */
export function modifiedOf(stats: BigIntStats): number {
  return Number((stats.mtimeNs + 500_000n) / 1_000_000n);
}

/**
 * Whether a hash taken at `checked` can be trusted for a file last modified at `modified`: an edit made in the same tick of the
 * clock as the last look leaves no trace in the times. Milliseconds.
 */
export function isSettled(modified: number, checked: number): boolean {
  return modified < checked - settledAfterMs || modified > checked + settledAfterMs;
}
