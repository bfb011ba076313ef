import type { Client, QueryResult } from 'pg';
import { StuckTransaction, isBroken, isToRepeat, toCatalogue } from './faults.ts';
import type { Pool } from './pool.ts';
import type { Statement } from './statement.ts';

export type Value = number | string | boolean | null | Buffer | readonly (number | string | null)[];

/** One transaction, or one statement that is a transaction of its own. */
export interface Queries {
  rows<Row extends object>(statement: Statement<Row>, ...values: Value[]): Promise<readonly Row[]>;
  /** The first row. */
  row<Row extends object>(statement: Statement<Row>, ...values: Value[]): Promise<Row | undefined>;
  /** @returns how many rows it touched */
  run(statement: Statement, ...values: Value[]): Promise<number>;
}
export interface Transaction extends Queries {
  /** Sends without waiting: what fails makes the commit fail. Statements are carried out in the order in which they were sent. */
  send(statement: Statement, ...values: Value[]): void;
  /** Rows in portions, so that a long answer is never held whole. Inside `Database.read` only. */
  stream<Row extends object>(statement: Statement<Row>, values: readonly Value[], portion?: number): AsyncGenerator<readonly Row[]>;
}

const begin = 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE';
const beginReading = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
/** Tries of a transaction that met another one. */
const mostTries = 8;
/** Rows of a long answer that are fetched at a time. */
const portionRows = 5_000;

/** The database: single statements, and transactions of several. Errors come in the words of the catalogue. */
export class Database implements Queries {
  readonly #pool: Pool;
  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async rows<Row extends object>(statement: Statement<Row>, ...values: Value[]): Promise<readonly Row[]> {
    return this.#with((ask) => rowsOf<Row>(ask, statement, values));
  }
  async row<Row extends object>(statement: Statement<Row>, ...values: Value[]): Promise<Row | undefined> {
    return (await this.rows(statement, ...values))[0];
  }
  async run(statement: Statement, ...values: Value[]): Promise<number> {
    return this.#with((ask) => countOf(ask, statement, values));
  }

  /** A statement whose effect is all that matters. */
  async exec(statement: Statement, ...values: Value[]): Promise<void> {
    await this.run(statement, ...values);
  }

  /** Several statements that see one moment (R17). */
  async read<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#with((ask) => new OneTransaction(ask).carryOut(beginReading, work));
  }

  /**
   * One transaction, committed when `work` is done and rolled back when it fails. `work` may be run again when it met another
   * transaction, so it has no effect but in the database.
   */
  async write<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#with((ask) => new OneTransaction(ask).carryOut(begin, work), false);
      } catch (error) {
        if (!isToRepeat(error) || tries >= mostTries) throw toCatalogue(error);
      }
    }
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  async #with<T>(work: (ask: Ask) => Promise<T>, translate = true): Promise<T> {
    let client: Client | null = null;
    let broken = false;
    try {
      const taken = await this.#pool.take();
      client = taken;
      return await work(<Row extends object>(query: Query) => this.#pool.answered(taken, taken.query<Row>(query)));
    } catch (error) {
      broken = isBroken(error);
      throw translate ? toCatalogue(error) : error;
    } finally {
      if (client !== null) this.#pool.give(client, broken);
    }
  }
}

interface Query {
  readonly name?: string;
  readonly text: string;
  readonly values?: unknown[];
}
/** Sends one statement on a connection and waits for its answer. */
type Ask = <Row extends object = object>(query: Query) => Promise<QueryResult<Row>>;

/**
 * Its opening is not waited for: what reads goes out right behind it. What changes anything goes out when it is known to be open, since
 * outside of a transaction it would hold at once and by itself (R18).
 */
class OneTransaction implements Transaction {
  readonly #ask: Ask;
  #opening: Promise<unknown> = Promise.resolve();
  #isOpen = false;
  /** Statements that wait for the opening. */
  #held = 0;
  /** What was sent and is not waited for yet. */
  readonly #sent: Promise<unknown>[] = [];
  #cursors = 0;
  constructor(ask: Ask) {
    this.#ask = ask;
  }

  async carryOut<T>(opening: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    this.#opening = this.#ask(named(opening)).then(() => (this.#isOpen = true));
    this.#send(this.#opening);
    let result: T;
    try {
      result = await work(this);
      await this.#opening;
    } catch (error) {
      const first = await this.#firstFault();
      await this.#ask(named('ROLLBACK')).catch((cause: unknown) => {
        throw new StuckTransaction(cause);
      });
      // What was sent before and failed is why everything after it failed.
      throw first === null ? error : first.fault;
    }
    const committed = this.#ask(named('COMMIT'));
    this.#send(committed);
    const fault = await this.#firstFault();
    if (fault !== null) throw fault.fault;
    // After a failed statement the server answers a commit with a rollback, and no error.
    if ((await committed).command !== 'COMMIT') throw new Error('the transaction was rolled back');
    return result;
  }

  async rows<Row extends object>(statement: Statement<Row>, ...values: Value[]): Promise<readonly Row[]> {
    return rowsOf<Row>(this.#inside, statement, values);
  }
  async row<Row extends object>(statement: Statement<Row>, ...values: Value[]): Promise<Row | undefined> {
    return (await this.rows(statement, ...values))[0];
  }
  async run(statement: Statement, ...values: Value[]): Promise<number> {
    return countOf(this.#inside, statement, values);
  }
  send(statement: Statement, ...values: Value[]): void {
    this.#send(this.#inside({ ...statementOf(statement), values: [...values] }));
  }

  async *stream<Row extends object>(
    statement: Statement<Row>,
    values: readonly Value[],
    portion = portionRows,
  ): AsyncGenerator<readonly Row[]> {
    const cursor = `portions_${++this.#cursors}`;
    await this.#inside({ text: `DECLARE ${cursor} NO SCROLL CURSOR FOR ${statement.text}`, values: [...values] });
    try {
      const fetch = `FETCH ${portion} FROM ${cursor}`;
      // The next portion is on its way while the last one is looked at.
      let next = this.#ask<Row>({ text: fetch });
      for (;;) {
        const { rows } = await next;
        if (rows.length < portion) {
          if (rows.length > 0) yield rows;
          return;
        }
        next = this.#ask<Row>({ text: fetch });
        next.catch(() => undefined);
        yield rows;
      }
    } finally {
      this.#send(this.#ask({ text: `CLOSE ${cursor}` }));
    }
  }

  readonly #inside: Ask = async <Row extends object>(query: Query): Promise<QueryResult<Row>> => {
    if ((this.#isOpen && this.#held === 0) || (this.#held === 0 && isHarmless(query))) {
      const answer = await this.#ask<Row>(query);
      await this.#opening;
      return answer;
    }
    // What is held goes in its order: whatever comes behind it is held too.
    this.#held += 1;
    try {
      await this.#opening;
    } finally {
      this.#held -= 1;
    }
    return this.#ask<Row>(query);
  };
  #send(sent: Promise<unknown>): void {
    sent.catch(() => undefined);
    this.#sent.push(sent);
  }
  async #firstFault(): Promise<{ readonly fault: unknown } | null> {
    for (const sent of await Promise.allSettled(this.#sent)) if (sent.status === 'rejected') return { fault: sent.reason };
    return null;
  }
}

function statementOf({ name, text }: Statement): { name: string; text: string } {
  return { name, text };
}
/** Changes nothing outside of a transaction. */
function isHarmless({ text }: Query): boolean {
  return /^(SELECT|DECLARE) /.test(text);
}
function named(text: string): { name: string; text: string } {
  return { name: text.split(' ').slice(0, 5).join('-').toLowerCase(), text };
}
async function rowsOf<Row extends object>(ask: Ask, statement: Statement<Row>, values: readonly Value[]): Promise<readonly Row[]> {
  const { rows } = await ask<Row>({ ...statementOf(statement), values: [...values] });
  return rows;
}
async function countOf(ask: Ask, statement: Statement, values: readonly Value[]): Promise<number> {
  return (await ask({ ...statementOf(statement), values: [...values] })).rowCount ?? 0;
}
