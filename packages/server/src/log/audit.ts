import type { Amount, ContentRow, LogState, Row, Shelf } from './rows.ts';
import { emptyLog, nothing, plus, weightOf } from './rows.ts';

/** Everything that a store holds of one log. */
export interface LogContents {
  readonly state: LogState | null;
  /** By sequence number and part. */
  readonly rows: readonly Row[];
  readonly blobs: readonly {
    readonly hash: string;
    readonly refs: number;
    readonly since: number | null;
    readonly whole: boolean;
    readonly stored: number;
  }[];
  readonly types: readonly ({ readonly type: string } & Amount)[];
  /** Stored contents, referenced or not. */
  readonly contents: number;
}

/**
 * What must hold of a log at any moment (R24, R25), one sentence for each contradiction: every content version has its bytes,
 * counters are the sums of the rows, stamps rise, references are as many as there are, names have one newest row.
 */
export function auditRows(log: LogContents): string[] {
  const state = log.state ?? emptyLog;
  return [
    ...orderFaults(log.rows, state),
    ...headFaults(log.rows),
    ...trashFaults(log.rows),
    ...counterFaults(log, state),
    ...blobFaults(log),
  ];
}

function* orderFaults(rows: readonly Row[], state: LogState): Generator<string> {
  let last: Row | null = null;
  for (const row of rows) {
    if (last !== null && row.seq > last.seq && row.stamp <= last.stamp) yield `version ${row.seq} has a stamp that does not rise`;
    if (last !== null && row.seq === last.seq && row.stamp !== last.stamp) yield `the two rows of version ${row.seq} differ in their stamp`;
    last = row;
  }
  if (last !== null && (last.seq > state.seq || last.stamp > state.stamp)) yield 'the log has rows beyond its own end';
  if (rows.some((row) => row.file > state.file)) yield 'a version belongs to a file beyond the last one';
}

function* headFaults(rows: readonly Row[]): Generator<string> {
  const newest = new Map<string, Row>();
  for (const row of rows) newest.set(JSON.stringify([row.type, row.name]), row);
  for (const row of rows) {
    const isNewest = newest.get(JSON.stringify([row.type, row.name])) === row;
    if (row.head && !isNewest) yield `version ${row.seq} is marked as newest of its name and is not`;
    if (row.kind === 'content' && (row.shelf === 'live') !== row.head) yield `version ${row.seq} is live and not newest, or the reverse`;
  }
}

function* trashFaults(rows: readonly Row[]): Generator<string> {
  const main = rows.filter((row) => row.part === 0);
  const newestOfFile = new Map(main.map((row) => [row.file, row.seq]));
  const bySeq = new Map(main.map((row) => [row.seq, row]));
  const below = new Set<number>();
  for (const row of main) {
    if (row.kind === 'content' && row.head && newestOfFile.get(row.file) !== row.seq)
      yield `file ${row.file} is live at version ${row.seq}, which is not its newest`;
    if (row.kind !== 'deletion' || row.below === null) continue;
    below.add(row.below);
    const content = bySeq.get(row.below);
    if (content?.kind !== 'content' || content.shelf !== 'trash' || content.file !== row.file)
      yield `deletion ${row.seq} has no content to restore`;
    if (newestOfFile.get(row.file) !== row.seq) yield `deletion ${row.seq} is in the trash and not the newest of its file`;
  }
  for (const row of main)
    if (row.kind === 'content' && row.shelf === 'trash' && !below.has(row.seq))
      yield `version ${row.seq} is in the trash without a deletion`;
}

function* counterFaults(log: LogContents, state: LogState): Generator<string> {
  const contents = log.rows.filter((row) => row.kind === 'content');
  for (const shelf of ['live', 'trash', 'history'] as const) {
    yield* difference(`counter ${shelf}`, state[shelf], sumOf(contents, shelf));
  }
  const kept = new Map(log.types.map((row) => [row.type, row]));
  const byType = Map.groupBy(contents, (row) => row.type);
  for (const type of new Set([...kept.keys(), ...byType.keys()])) {
    yield* difference(`counter of type ${type}`, kept.get(type) ?? nothing, sumOf(byType.get(type) ?? [], 'live'));
  }
}
function sumOf(rows: readonly ContentRow[], shelf: Shelf): Amount {
  return rows.filter((row) => row.shelf === shelf).reduce((sum, row) => plus(sum, weightOf(row)), nothing);
}
function* difference(what: string, kept: Amount, summed: Amount): Generator<string> {
  for (const part of ['files', 'size', 'stored'] as const) {
    if (kept[part] !== summed[part]) yield `${what}: ${part} says ${kept[part]}, the rows say ${summed[part]}`;
  }
}

function* blobFaults(log: LogContents): Generator<string> {
  const lengths = new Map(log.blobs.map((blob) => [blob.hash, blob.stored]));
  for (const row of log.rows)
    if (row.kind === 'content' && lengths.get(row.hash) !== row.stored) yield `version ${row.seq} has another length than its content`;
  const references = new Map<string, number>();
  for (const row of log.rows) if (row.kind === 'content') references.set(row.hash, (references.get(row.hash) ?? 0) + 1);
  for (const blob of log.blobs) {
    const counted = references.get(blob.hash) ?? 0;
    if (blob.refs !== counted) yield `content ${blob.hash} counts ${blob.refs} references and has ${counted}`;
    if ((blob.since !== null) !== (blob.refs === 0)) yield `content ${blob.hash} is wrongly marked as unreferenced or referenced`;
    if (!blob.whole) yield `content ${blob.hash} has no bytes`;
    references.delete(blob.hash);
  }
  for (const hash of references.keys()) yield `content ${hash} is referenced and not there`;
  if (log.contents !== log.blobs.length) yield `${log.contents} contents are stored, ${log.blobs.length} are known`;
}
