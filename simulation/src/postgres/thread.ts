// The thread of the database: the store of the product on a real PostgreSQL, asked one thing at a time.
import { parentPort, workerData } from 'node:worker_threads';
import { openPostgresStore } from '@cairn/server';
import type { PostgresStore } from '@cairn/server';
import { CairnError } from '@cairn/protocol';
import type { Cell } from '../host-database.ts';
import type { Answered, Asked, ThreadPlace } from './asked.ts';

const { url, port, answered: answers } = workerData as ThreadPlace;

/** The first database stays as it is once its tables are there: every world begins as its copy. */
const [empty, world, backup] = [new URL(url).pathname.slice(1), 'world', 'backup'];
/** The one connection to it makes the copies, which nobody else may look at meanwhile. */
const original = await openPostgresStore(url, 1);
await original.database.run(
  statement(
    `CREATE FUNCTION refuse_for_want_of_room() RETURNS trigger LANGUAGE plpgsql
     AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full', MESSAGE = 'there is no room'; END $$`,
  ),
);
let opened: PostgresStore | null = null;

port.on('message', (asked: Asked) => void answer(asked));
parentPort?.postMessage('ready');

async function answer(asked: Asked): Promise<void> {
  try {
    say({ ok: true, value: await carryOut(asked) });
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    say({
      ok: false,
      message,
      ...(error instanceof CairnError ? { code: error.code, details: error.details } : { code: null, details: null }),
    });
  }
}
function say(answered: Answered): void {
  port.postMessage(answered);
  Atomics.add(answers, 0, 1);
  Atomics.notify(answers, 0);
}

async function carryOut(asked: Asked): Promise<unknown> {
  switch (asked.what) {
    case 'open':
      return open(asked.from);
    case 'back-up':
      await leave();
      await copy(world, backup);
      return reopen();
    case 'fill':
      return fill(asked.isFull);
    case 'call': {
      const { store } = theStore();
      const command: unknown = Reflect.get(store, asked.name);
      if (typeof command !== 'function') throw new Error(`the store has no command ${asked.name}`);
      return Reflect.apply(command, store, asked.args) as unknown;
    }
    case 'rows':
      return rows(asked.text, asked.values);
  }
}

async function open(from: 'empty' | 'backup'): Promise<void> {
  await leave();
  await copy(from === 'empty' ? empty : backup, world);
  await reopen();
  // The backup may have been made while there was no room.
  if (from === 'backup') await fill(false);
}
async function leave(): Promise<void> {
  await opened?.close();
  opened = null;
}
async function reopen(): Promise<void> {
  const place = new URL(url);
  place.pathname = `/${world}`;
  opened = await openPostgresStore(place.href, 2);
}
async function copy(from: string, to: string): Promise<void> {
  await original.database.run(statement(`DROP DATABASE IF EXISTS ${to}`));
  await original.database.run(statement(`CREATE DATABASE ${to} TEMPLATE ${from}`));
}
function theStore(): PostgresStore {
  if (opened === null) throw new Error('no database is open');
  return opened;
}

/** New rows of accounts fail from now on, as on a disk without room; the few rows of the server itself take each other's places. */
async function fill(isFull: boolean): Promise<void> {
  const { database } = theStore();
  const ofAccounts = statement<{ name: string }>(
    `SELECT table_name::text AS name FROM information_schema.columns WHERE table_schema = current_schema() AND column_name = 'account' ORDER BY 1`,
  );
  for (const { name } of await database.rows(ofAccounts)) {
    await database.run(statement(`DROP TRIGGER IF EXISTS no_room ON ${name}`));
    const trigger = `CREATE TRIGGER no_room BEFORE INSERT ON ${name} FOR EACH STATEMENT EXECUTE FUNCTION refuse_for_want_of_room()`;
    if (isFull) await database.run(statement(trigger));
  }
}

async function rows(text: string, values: readonly Cell[]): Promise<readonly object[]> {
  let place = 0;
  const numbered = text.replaceAll('?', () => `$${++place}`);
  const bound = values.map((value) => (value instanceof Uint8Array ? Buffer.from(value) : value));
  return theStore().database.rows(statement(numbered), ...bound);
}

interface Plain<Row extends object> {
  readonly name: string;
  readonly text: string;
  readonly across: string;
  readonly row?: Row;
}
/** A statement that is none of the product's; without a name, it is not kept. */
function statement<Row extends object>(text: string): Plain<Row> {
  return { name: '', text, across: 'the simulation looks at everything' };
}
