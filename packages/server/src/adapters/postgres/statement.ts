/** A statement that the store sends, as it is listed in docs/developers/statements.md. */
export interface Statement<Row extends object = object> {
  /** Name of the prepared statement; unique. */
  readonly name: string;
  readonly text: string;
  /** Null: `$1` is the account, and every table is reached by it. Else why it cannot be. */
  readonly across: string | null;
  /** Never set: says what a row looks like. */
  readonly row?: Row | undefined;
}

const known = new Map<string, Statement>();

/** A statement about one account: `$1` is its number, and every table in it is reached by that number (a test holds it to that). */
export function ofAccount<Row extends object = object>(name: string, text: string): Statement<Row> {
  return register<Row>({ name, text, across: null });
}

/** A statement that is about no single account, with the reason. None of them is on the way of an upload, a list or a download. */
export function acrossAccounts<Row extends object = object>(name: string, reason: string, text: string): Statement<Row> {
  return register<Row>({ name, text, across: reason });
}

/** All statements of the modules that are loaded. */
export function allStatements(): readonly Statement[] {
  return [...known.values()];
}

function register<Row extends object>(statement: Statement<Row>): Statement<Row> {
  if (known.has(statement.name)) throw new Error(`two statements are named ${statement.name}`);
  known.set(statement.name, statement);
  return statement;
}
