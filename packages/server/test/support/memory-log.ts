import { isCompanion } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import { auditRows } from '../../src/log/audit.ts';
import { judgeOperation, judgePut } from '../../src/log/decide.ts';
import type { Circumstances, Decision } from '../../src/log/decide.ts';
import type { LogReader } from '../../src/log/draft.ts';
import type { LogOperation } from '../../src/log/operations.ts';
import type { PutFacts } from '../../src/log/put.ts';
import type { Amount, Content, ContentRow, LogState, Row } from '../../src/log/rows.ts';
import { emptyLog, nothing, plus, weightOf } from '../../src/log/rows.ts';
import type { Verdict } from '../../src/log/verdict.ts';
import type { Allowance } from '../../src/ports/allowance.ts';

export const roomy: Allowance = { quota: 1e12, fileLimit: 1e12, filesLimit: null, historyLimit: 1e12, types: null };

/** What one write is judged by; what is absent is roomy, and device 7. */
export interface Given {
  readonly allowance?: Partial<Allowance>;
  readonly evictBefore?: number;
  readonly now?: number;
  readonly device?: number | null;
}

/** A content of so many stored bytes; the letter tells it from others. */
export function contentOf(letter: string, stored = 10): Content {
  return { hash: letter.repeat(64), size: stored * 3, stored };
}

/** The log of one account in memory: the rules of `src/log` without any store, read by looking at every row. */
export class MemoryLog {
  rows: readonly Row[] = [];
  state: LogState = emptyLog;
  readonly types = new Map<string, Amount>();
  #now = 1000;

  /** Uploads a content of GPX (or of another type) against the newest version, or against `base`. */
  put(name: string, content: Content, given: Given = {}, facts: Partial<Omit<PutFacts, 'name' | 'content'>> = {}): Verdict {
    const key = { type: facts.type ?? 'GPX', name };
    const put = { base: this.head(key)?.seq ?? 0, clientTime: 5, ...facts, ...key, content };
    return this.#carryOut(judgePut(put, this.#circumstances(given)));
  }
  /** Companions are rewritten as they are, in 10 stored bytes. */
  operate(op: LogOperation, given: Given = {}): Verdict {
    const first = judgeOperation(op, new Map(), this.#circumstances(given));
    if (first.verdict.status !== 'rewrite') return this.#carryOut(first);
    if (!first.verdict.companions.every((row) => isCompanion(row.name))) throw new Error('only companions are rewritten');
    const rewritten = new Map(first.verdict.companions.map((row) => [row.seq, contentOf('r')]));
    return this.#carryOut(judgeOperation(op, rewritten, this.#circumstances(given)));
  }
  delete(name: string, more: { scope?: 'everywhere' | 'cloud'; base?: number | null } = {}, given: Given = {}): Verdict {
    return this.operate({ op: 'delete', type: 'GPX', name, base: null, scope: 'everywhere', ...more }, given);
  }

  head(key: FileKey): Row | null {
    return this.rows.find((row) => row.head && row.type === key.type && row.name === key.name) ?? null;
  }
  /** `name: content` of what is live. */
  get live(): Record<string, string> {
    const live = this.rows.filter((row) => row.kind === 'content').filter((row) => row.shelf === 'live');
    return Object.fromEntries(live.map((row) => [row.name, row.hash[0] ?? '']));
  }
  /** What contradicts itself (R24, R25). */
  audit(): string[] {
    const stored = new Map(this.rows.flatMap((row) => (row.kind === 'content' ? [[row.hash, row.stored] as const] : [])));
    const refs = (hash: string): number => this.rows.filter((row) => row.kind === 'content' && row.hash === hash).length;
    const blobs = Array.from(stored, ([hash, length]) => ({ hash, refs: refs(hash), since: null, whole: true, stored: length }));
    const types = Array.from(this.types, ([type, amount]) => ({ type, ...amount }));
    return auditRows({ state: this.state, rows: this.rows, blobs, types, contents: blobs.length });
  }

  #circumstances({ allowance = {}, evictBefore = 0, now = this.#now++, device = 7 }: Given): Circumstances {
    return { reader: this.#reader(), state: this.state, bounds: { allowance: { ...roomy, ...allowance }, evictBefore }, device, now };
  }

  #carryOut({ verdict, draft }: Decision): Verdict {
    if (verdict.status !== 'done') return verdict;
    const rows = new Map(this.rows.map((row) => [placeOf(row), row]));
    for (const { before, after } of draft.changes) {
      const row = after ?? before;
      if (row === null) continue;
      if ((before !== null) !== rows.has(placeOf(row))) throw new Error(`row ${placeOf(row)} is not as the draft believes`);
      if (after === null) rows.delete(placeOf(row));
      else rows.set(placeOf(row), after);
    }
    this.rows = [...rows.values()].sort((a, b) => a.seq - b.seq || a.part - b.part);
    this.state = draft.state;
    for (const [type, amount] of draft.types) this.types.set(type, plus(this.types.get(type) ?? nothing, amount));
    return verdict;
  }

  #reader(): LogReader {
    const { rows } = this;
    const main = rows.filter((row) => row.part === 0);
    const contents = rows.filter((row) => row.kind === 'content');
    const inside = (type: string, prefix: string) => (row: Row) => row.head && row.type === type && row.name.startsWith(prefix);
    return {
      head: (key) => this.head(key),
      content: (seq) => contents.find((row) => row.seq === seq) ?? null,
      deletion: (seq) => main.filter((row) => row.kind === 'deletion').find((row) => row.seq === seq) ?? null,
      atStamp: (stamp) => rows.filter((row) => row.stamp === stamp),
      newestOfFile: (file) => main.filter((row) => row.file === file).at(-1) ?? null,
      file: (file) => rows.filter((row) => row.file === file),
      folder: (type, prefix) => contents.filter(inside(type, prefix)).sort((a, b) => (a.name < b.name ? -1 : 1)),
      newestInFolder: (type, prefix) => rows.filter(inside(type, prefix)).at(-1) ?? null,
      stored: (hash) => contents.find((row) => row.hash === hash)?.stored ?? null,
      evictable: (before, bytes) => oldest(contents, before, bytes),
    };
  }
}

function placeOf(row: Row): string {
  return `${row.seq}.${row.part}`;
}
function oldest(contents: readonly ContentRow[], before: number, bytes: number): ContentRow[] {
  const history = contents.filter((row) => row.shelf === 'history' && (row.superseded ?? Infinity) < before);
  const found: ContentRow[] = [];
  let freed = 0;
  for (const row of history.sort((a, b) => (a.superseded ?? 0) - (b.superseded ?? 0) || a.seq - b.seq)) {
    if (freed >= bytes) break;
    freed += weightOf(row).stored;
    found.push(row);
  }
  return found;
}
