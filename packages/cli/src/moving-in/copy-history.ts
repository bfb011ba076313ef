import { companionOf, isCompanion, mainOf } from '@cairn/protocol';
import type { FileKey, Version, WriteResult } from '@cairn/protocol';
import type { Cloud } from '@cairn/sync';
import { fitsPlan, mayMoveIn } from './admission.ts';
import type { Plan } from './admission.ts';
import { ahead } from './ahead.ts';
import { ContentError } from './content.ts';
import type { Content, Spool } from './content.ts';
import { headsOf } from './heads.ts';
import { judge } from './judge.ts';
import type { Judgement } from './judge.ts';
import { keyText } from './journal.ts';
import type { Journal } from './journal.ts';
import type { SourceRow } from './listing.ts';
import { SourceError } from './osmand-cloud.ts';
import type { Report } from './report.ts';

export interface HistoryOptions {
  /** One version of the source. @throws SourceError, ContentError about this one; anything else ends the run */
  readonly fetch: (row: SourceRow) => Promise<Content>;
  readonly cloud: Cloud;
  readonly journal: Journal;
  readonly spool: Spool;
  readonly report: Report;
  readonly plan: Plan;
  /** The source wins where both have changed; ours goes to the history. */
  readonly replace: boolean;
  readonly now: number;
  readonly progress: (done: { files: number; filesTotal: number; bytes: number; bytesTotal: number }) => void;
  readonly signal: AbortSignal;
}

/** Deletions older than this are made today: our trash then keeps the file for its whole time, and nothing vanishes by moving in. */
const trashMs = 30 * 86_400_000;
/** A request to our server carries so much; bytes and versions. */
const batchBytes = 8 * 1024 * 1024;
const batchItems = 200;

/**
 * Copies the versions of a source, oldest first, each with its time. Versions only ever go on top of what was copied before; a file that
 * was changed here meanwhile stays as it is. Every confirmed step is in the journal, so a run that broke off goes on where it was.
 */
export async function copyHistory(rows: readonly SourceRow[], options: HistoryOptions): Promise<void> {
  const heads = await headsOf(options.cloud);
  const work = await chooseWork(rows, heads, options);
  await new HistoryCopy(work, heads, options).run();
}

interface Work {
  readonly steps: readonly SourceRow[];
  /** By name: the newest row at the source. */
  readonly newest: ReadonlyMap<string, SourceRow>;
  readonly bases: ReadonlyMap<string, number>;
}

/** Judges every file and puts what is to be done into the order of time. */
async function chooseWork(rows: readonly SourceRow[], heads: ReadonlyMap<string, Version>, options: HistoryOptions): Promise<Work> {
  const { report } = options;
  const files = Map.groupBy(rows, ({ key }) => keyText(key));
  const steps: SourceRow[] = [];
  const bases = new Map<string, number>();
  const stay = new Set<string>();
  const newest = new Map<string, SourceRow>();
  // A companion follows its file, so files are judged first.
  const order = [...files].sort(
    ([, [one]], [, [other]]) => Number(isCompanion(one?.key.name ?? '')) - Number(isCompanion(other?.key.name ?? '')),
  );
  for (const [name, versions] of order) {
    const last = versions.at(-1);
    if (last === undefined || !mayMoveIn(last.key, options.plan, report)) continue;
    newest.set(name, last);
    const main = mainOf(last.key.name);
    if (main !== null && stay.has(keyText({ type: last.key.type, name: main }))) continue;
    const judged = await settled(judge(versions, options.journal.copied(last.key), heads.get(name) ?? null), last.key, options);
    const there = versions.length - (judged.kind === 'there' ? 0 : judged.rows.length);
    if (there > 0 && versions.some((row) => !row.isDeletion)) report.there(last.key, there);
    if (judged.kind === 'kept') {
      stay.add(name);
      report.kept.push({ key: last.key, why: judged.why });
    }
    if (judged.kind !== 'copy') continue;
    bases.set(name, judged.base);
    steps.push(...judged.rows.filter((row) => fitsPlan(row.key, row.size, row.updated, options.plan, report)));
  }
  const isOld = (row: SourceRow): boolean => row.isDeletion && row.updated < options.now - trashMs && newest.get(keyText(row.key)) === row;
  const inTime = steps.filter((row) => !isOld(row)).sort((one, other) => one.updated - other.updated);
  return { steps: [...inTime, ...steps.filter(isOld)], newest, bases };
}

/** Decides what only a look at the content, or the person, can decide. */
async function settled(judged: Judgement, key: FileKey, options: HistoryOptions): Promise<Exclude<Judgement, { kind: 'compare' }>> {
  if (judged.kind === 'compare') {
    const { rows, base, why, newest } = judged;
    if (await hasContent(judged, options)) {
      options.journal.add([{ key, updated: newest.updated, seq: base }]);
      return { kind: 'there', rows };
    }
    return options.replace ? { kind: 'copy', rows, base } : { kind: 'kept', why, rows, base };
  }
  if (judged.kind !== 'kept') return judged;
  const { rows, base } = judged;
  // A companion goes with its file: that it is gone here is no wish of its own.
  const goesOn = options.replace || (judged.why === 'deleted' && isCompanion(key.name));
  return goesOn ? { kind: 'copy', rows, base } : judged;
}
async function hasContent(judged: Extract<Judgement, { kind: 'compare' }>, options: HistoryOptions): Promise<boolean> {
  try {
    const content = await options.fetch(judged.newest);
    await content.drop();
    return content.hash === judged.hash;
  } catch (error) {
    if (error instanceof SourceError || error instanceof ContentError) return false;
    throw error;
  }
}

/** A version that was fetched, or why it was not. */
type Got = { readonly content: Content } | { readonly fault: string } | null;
/** Where a name stands in our log now. */
interface Place {
  readonly base: number;
  /** Newest content of the name. */
  readonly content: number;
  /** It went into the trash because its file did. */
  readonly followed: boolean;
}

class HistoryCopy {
  readonly #work: Work;
  readonly #heads: ReadonlyMap<string, Version>;
  readonly #options: HistoryOptions;
  readonly #places = new Map<string, Place>();
  /** Files that somebody else changed while they were copied. */
  readonly #overtaken = new Set<string>();
  #uploads: { row: SourceRow; content: Content }[] = [];
  #names = new Set<string>();
  #bytes = 0;
  #deletions: SourceRow[] = [];
  readonly #done = { files: 0, bytes: 0 };
  readonly #bytesTotal: number;

  constructor(work: Work, heads: ReadonlyMap<string, Version>, options: HistoryOptions) {
    this.#work = work;
    this.#heads = heads;
    this.#options = options;
    this.#bytesTotal = work.steps.reduce((sum, { packed }) => sum + packed, 0);
  }

  async run(): Promise<void> {
    const { signal, report } = this.#options;
    const steps = ahead(this.#work.steps, {
      fetch: (row) => this.#fetch(row),
      sizeOf: (row) => row.packed,
      drop: async (got) => {
        if (got !== null && 'content' in got) await got.content.drop();
      },
    });
    this.#tell(null);
    for await (const [row, got] of steps) {
      await this.#take(row, got);
      if (signal.aborted) {
        report.isStopped = true;
        break;
      }
    }
    await this.#send();
    await this.#sendDeletions();
    if (!report.isStopped) await this.#bringBackCompanions();
  }

  async #fetch(row: SourceRow): Promise<Got> {
    if (row.isDeletion) return null;
    try {
      return { content: await this.#options.fetch(row) };
    } catch (error) {
      if (error instanceof SourceError || error instanceof ContentError) return { fault: error.message };
      throw error;
    }
  }

  async #take(row: SourceRow, got: Got): Promise<void> {
    const name = keyText(row.key);
    if (got === null) {
      await this.#send();
      this.#deletions.push(row);
      if (this.#deletions.length >= batchItems) await this.#sendDeletions();
      return;
    }
    if ('fault' in got) {
      this.#options.report.fail({ key: row.key, time: row.updated, code: 'not-fetched', reason: got.fault });
      this.#tell(row);
      return;
    }
    await this.#sendDeletions();
    const { content } = got;
    // The base of a second version is known once the first one has been confirmed.
    if (this.#names.has(name) || this.#uploads.length >= batchItems || this.#bytes + content.gzip.length > batchBytes) await this.#send();
    this.#uploads.push({ row, content });
    this.#names.add(name);
    this.#bytes += content.gzip.length;
  }

  async #send(): Promise<void> {
    const sent = this.#uploads.filter(({ row }) => !this.#overtaken.has(keyText(row.key)));
    const all = this.#uploads;
    [this.#uploads, this.#names, this.#bytes] = [[], new Set(), 0];
    if (sent.length > 0) {
      const { results } = await this.#options.cloud.upload(sent.map((item) => this.#upload(item.row, item.content)));
      const confirmed: { row: SourceRow; version: Version }[] = [];
      for (const [index, item] of sent.entries()) {
        const result = await this.#again(item, results[index]);
        const version = this.#note(item.row, result);
        if (version !== null) confirmed.push({ row: item.row, version });
      }
      this.#record(confirmed);
    }
    for (const { row, content } of all) {
      await content.drop();
      this.#tell(row);
    }
  }
  #upload(row: SourceRow, content: Content, base = this.#placeOf(row.key).base) {
    const { hash, size, gzip } = content;
    return { packed: { key: row.key, hash, size, modified: row.clientTime, gzip }, base, time: row.updated };
  }

  /** Refusals that another try can mend: a companion that went with its file, a stream that is more than one gzip member. */
  async #again(item: { row: SourceRow; content: Content }, result: WriteResult | undefined): Promise<WriteResult | undefined> {
    if (result?.status !== 'refused') return result;
    const { cloud, spool } = this.#options;
    const { code } = result.error;
    if (code === 'base-outdated' && result.head?.kind === 'deletion' && this.#placeOf(item.row.key).followed) {
      return (await cloud.upload([this.#upload(item.row, item.content, result.head.seq)])).results[0];
    }
    if (code !== 'not-gzip') return result;
    const packed = await spool.repack(item.content);
    try {
      return (await cloud.upload([this.#upload(item.row, packed)])).results[0];
    } finally {
      await packed.drop();
    }
  }

  async #sendDeletions(): Promise<void> {
    const rows = this.#deletions.filter(({ key }) => this.#placeOf(key).content > 0 && !this.#overtaken.has(keyText(key)));
    const all = this.#deletions;
    this.#deletions = [];
    const old = this.#options.now - trashMs;
    if (rows.length > 0) {
      const { results } = await this.#options.cloud.operate(
        rows.map(({ key, updated }) => ({
          ...{ op: 'delete', ...key, base: this.#placeOf(key).base, scope: 'everywhere' },
          ...(updated < old && this.#work.newest.get(keyText(key))?.updated === updated ? {} : { time: updated }),
        })),
      );
      const confirmed: { row: SourceRow; version: Version }[] = [];
      for (const [index, row] of rows.entries()) {
        const version = this.#note(row, results[index]);
        if (version !== null) confirmed.push({ row, version });
      }
      this.#record(confirmed);
    }
    for (const row of all) this.#tell(row);
  }

  /** Remembers what became of one version. @returns what stands in our log for it; null when it was refused */
  #note(row: SourceRow, result: WriteResult | undefined): Version | null {
    const { report } = this.#options;
    if (result === undefined) throw new Error('the server answered fewer results than it was sent');
    if (result.status === 'refused') {
      const { code, message } = result.error;
      if (code === 'base-outdated') this.#overtaken.add(keyText(row.key));
      report.fail({ key: row.key, time: row.updated, code, reason: message });
      return null;
    }
    const { version, status } = result;
    if (status === 'same') report.there(row.key, 1);
    else if (row.isDeletion) report.deletions += isCompanion(row.key.name) ? 0 : 1;
    else report.copied(row.key, row.size);
    const before = this.#placeOf(row.key);
    this.#places.set(keyText(row.key), { base: version.seq, content: row.isDeletion ? before.content : version.seq, followed: false });
    if (row.isDeletion && status === 'done') this.#companionFollowed(row.key, version);
    return version;
  }
  /** Our log puts the companion into the trash with its file, in the next entry. */
  #companionFollowed(key: FileKey, deletion: Version): void {
    const companion = { type: key.type, name: companionOf(key.name) };
    const place = this.#placeOf(companion);
    if (place.content > 0) this.#places.set(keyText(companion), { ...place, base: deletion.seq + 1, followed: true });
  }

  #record(confirmed: readonly { row: SourceRow; version: Version }[]): void {
    this.#options.journal.add(confirmed.map(({ row, version }) => ({ key: row.key, updated: row.updated, seq: version.seq })));
  }

  /** The source keeps companions of deleted files; where such a file came back, its companion belongs to it again. */
  async #bringBackCompanions(): Promise<void> {
    for (const [name, place] of this.#places) {
      const row = this.#work.newest.get(name);
      if (!place.followed || row === undefined || row.isDeletion) continue;
      const main = this.#work.newest.get(keyText({ type: row.key.type, name: mainOf(row.key.name) ?? '' }));
      if (main === undefined || main.isDeletion) continue;
      const { results } = await this.#options.cloud.operate([{ op: 'restore', seq: place.content }]);
      const version = this.#note(row, results[0]);
      if (version !== null) this.#record([{ row, version }]);
    }
  }

  #placeOf(key: FileKey): Place {
    const name = keyText(key);
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    const head = this.#heads.get(name);
    const content = head?.kind === 'content' ? head.seq : 0;
    return { base: this.#work.bases.get(name) ?? head?.seq ?? 0, content, followed: false };
  }

  #tell(row: SourceRow | null): void {
    if (row !== null) {
      this.#done.files += 1;
      this.#done.bytes += row.packed;
    }
    this.#options.progress({ ...this.#done, filesTotal: this.#work.steps.length, bytesTotal: this.#bytesTotal });
  }
}
