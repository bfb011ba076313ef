import { openInThread } from '@cairn/server';
import type { MemoryStore } from '@cairn/server';
import type { Cell, HostDatabase, Question, SetUp, Tables } from './host-database.ts';
import type { Kept, LogRow } from './log-rows.ts';
import { selectLog } from './log-rows.ts';

type Sqlite = Parameters<NonNullable<Parameters<typeof openInThread>[1]>>[0];

/** Pages of the database that a full disk still takes. */
const pagesWhenFull = 1;

/** SQLite in memory, in this thread. */
class SqliteDatabase implements HostDatabase {
  readonly store: MemoryStore['store'];
  readonly tables: Tables;
  readonly ofAccounts = ['version', 'blob', 'content', 'log', 'log_type', 'device', 'code', 'mail', 'account'];
  readonly #opened: MemoryStore;
  readonly #sqlite: Sqlite;
  readonly #rows;
  readonly #contents;
  readonly #changes;

  constructor(source: ':memory:' | Buffer) {
    const seen: Sqlite[] = [];
    this.#opened = openInThread(source, (database) => {
      seen.push(database);
      return database;
    });
    const [sqlite] = seen;
    if (sqlite === undefined) throw new Error('no database was opened');
    this.#sqlite = sqlite;
    this.store = this.#opened.store;
    this.tables = tablesOf(this.#sqlite);
    this.#rows = this.#sqlite.prepare<[], LogRow>(selectLog('lower(hex(hash))'));
    this.#contents = this.#sqlite.prepare<[number], Kept>(
      `SELECT content.content AS id, blob.account, lower(hex(blob.hash)) AS hash, content.key, content.bytes FROM blob
       JOIN content ON content.content = blob.content WHERE content.key IS NOT NULL OR content.content > ? ORDER BY content.content`,
    );
    this.#changes = this.#sqlite.prepare<[], number>('SELECT total_changes()').pluck();
  }
  rows(): LogRow[] {
    return this.#rows.all();
  }
  contents(above: number): Kept[] {
    return this.#contents.all(above);
  }
  changes(): number {
    return this.#changes.get() ?? 0;
  }
  fill(isFull: boolean): void {
    const pages = Number(this.#sqlite.pragma('page_count', { simple: true }));
    this.#sqlite.pragma(`max_page_count = ${isFull ? pages + pagesWhenFull : 1_000_000}`);
  }
  backUp(): () => HostDatabase {
    const image = this.#opened.image();
    return () => new SqliteDatabase(image);
  }
  async close(): Promise<void> {
    await this.#opened.close();
  }
}

function tablesOf(sqlite: Sqlite): Tables {
  const prepared = new Map<string, ReturnType<typeof prepare>>();
  const prepare = (text: string) => sqlite.prepare<Cell[], object>(text);
  const statement = (text: string): ReturnType<typeof prepare> => {
    const known = prepared.get(text) ?? prepare(text);
    prepared.set(text, known);
    return known;
  };
  return {
    all: <Row extends object>({ text }: Question<Row>, ...values: readonly Cell[]) => statement(text).all(...values) as Row[],
    run: (text, ...values) => void statement(text).run(...values),
  };
}

export const onSqlite: SetUp = { name: 'sqlite', open: () => new SqliteDatabase(':memory:') };
