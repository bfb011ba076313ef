import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Every row of the database of a server that runs, by table. */
export function allRows(data: string): Readonly<Record<string, readonly string[]>> {
  const database = new DatabaseSync(join(data, 'cairn.db'), { readOnly: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").all();
    return Object.fromEntries(
      tables.map(({ name }) => {
        const rows = database.prepare(`SELECT * FROM "${String(name)}"`).all();
        return [String(name), rows.map((row) => JSON.stringify(row)).sort()];
      }),
    );
  } finally {
    database.close();
  }
}

type Value = string | number | null;
/** Puts rows into the database of a server that runs, past all that its API lets in. */
export function plantRows(data: string, table: string, rows: readonly Readonly<Record<string, Value>>[]): void {
  const database = new DatabaseSync(join(data, 'cairn.db'), { timeout: 20_000 });
  try {
    database.exec('BEGIN IMMEDIATE');
    for (const row of rows) {
      const columns = Object.keys(row);
      const marks = columns.map(() => '?').join(', ');
      database.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks})`).run(...Object.values(row));
    }
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}
