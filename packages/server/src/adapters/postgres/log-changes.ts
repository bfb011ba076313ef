import type { Circumstances, Decision } from '../../log/decide.ts';
import { judgeOperation, judgePut } from '../../log/decide.ts';
import { Draft } from '../../log/draft.ts';
import type { LogState } from '../../log/rows.ts';
import { emptyLog, versionOf } from '../../log/rows.ts';
import type { Limits, LogStore, NewContent, Outcome, Writer, Written } from '../../ports/log-store.ts';
import { Brought, TypeSums } from '../sqlite/log-writer.ts';
import type { Database, Transaction } from './database.ts';
import { Pending, sendChanges, sendState, sendTypes, stateOf } from './log-apply.ts';
import { load } from './log-load.ts';
import { LogMemory } from './log-memory.ts';
import type { Wanted } from './log-memory.ts';
import type { StateRecord } from './log-statements.ts';
import { logSql } from './log-statements.ts';

type Changes = Pick<LogStore, 'put' | 'operate'>;
interface Command {
  readonly writer: Writer;
  readonly limits: Limits;
  readonly bytes: Uint8Array;
}

/** More rounds than any decision needs: one that still wants something is a fault of this program. */
const mostRounds = 200;
/** Items that are asked beforehand what they will need. */
const ahead = 64;

/** Takes the log of an account for this transaction; makes it where there is none. */
async function lockLog(tx: Transaction, account: number): Promise<StateRecord> {
  const found = await tx.row(logSql.lock, account);
  if (found !== undefined) return found;
  tx.send(logSql.begin, account);
  const made = await tx.row(logSql.lock, account);
  if (made === undefined) throw new Error('the log of an account could not be made');
  return made;
}

/** Work on the log of an account that nobody else writes meanwhile. */
export async function inLog<T>(
  database: Database,
  account: number,
  work: (tx: Transaction, record: StateRecord) => Promise<T>,
): Promise<T> {
  return database.write(async (tx) => {
    const record = await lockLog(tx, account);
    const result = await work(tx, record);
    if (record.seq === 0) tx.send(logSql.unbegin, account);
    return result;
  });
}

/** Makes a decision again and again until everything it asks for has been read. `settle` writes what stands in the way of an answer. */
export async function decideWith<T>(
  tx: Transaction,
  account: number,
  memory: LogMemory,
  decide: () => T,
  settle: () => void = () => undefined,
): Promise<T> {
  for (let round = 0; round < mostRounds; round++) {
    const decided = attempt(decide, memory);
    const wanted = memory.takeWanted();
    const isBlocked = memory.takeBlocked();
    if (wanted.length === 0 && !isBlocked) {
      if (decided.fault !== null) throw decided.fault.error;
      return decided.value;
    }
    if (isBlocked) {
      settle();
      memory.changesAreWritten();
    }
    if (wanted.length > 0) await load(tx, account, memory, wanted);
  }
  throw new Error('a decision about a log came to no end');
}

type Attempt<T> = { readonly fault: null; readonly value: T } | { readonly fault: { readonly error: unknown } };
/** What is decided without having read everything may go wrong in any way; it counts for nothing. */
function attempt<T>(decide: () => T, memory: LogMemory): Attempt<T> {
  try {
    return { fault: null, value: decide() };
  } catch (error) {
    if (!memory.wants) throw error;
    return { fault: { error } };
  }
}

/** Makes a decision for what it asks for alone. */
function foresee(decide: () => unknown): void {
  try {
    decide();
  } catch {
    // It had read nothing yet.
  }
}

async function lockAndLoad(tx: Transaction, account: number, memory: LogMemory, wanted: readonly Wanted[]): Promise<StateRecord> {
  const locking = tx.row(logSql.lock, account);
  const loading = load(tx, account, memory, wanted);
  const [locked, loaded] = await Promise.allSettled([locking, loading]);
  if (locked.status === 'rejected') throw locked.reason;
  if (loaded.status === 'rejected') throw loaded.reason;
  if (locked.value !== undefined) return locked.value;
  // The first write of the account: what was read was read before anything was locked.
  const record = await lockLog(tx, account);
  if (record.seq > 0) await load(tx, account, memory, wanted);
  return record;
}

/** Commands that append to the log. */
export function logChanges(database: Database): Changes {
  return {
    put: async (command) => {
      const contents = command.items.map((item) => item.content);
      return carryOut(database, command, command.items, contents, judgePut);
    },
    async operate(command) {
      const rewritten = new Map(command.rewritten.map(({ seq, content }) => [seq, content]));
      const contents = command.rewritten.map(({ content }) => content);
      return carryOut(database, command, command.operations, contents, (operation, at) => judgeOperation(operation, rewritten, at));
    },
  };
}

/** Judges each item with what the ones before it left, and carries all of them out in one transaction. */
function carryOut<Item>(
  database: Database,
  command: Command,
  items: readonly Item[],
  contents: readonly NewContent[],
  judge: (item: Item, at: Circumstances) => Decision,
): Promise<Written> {
  const { account, device, now } = command.writer;
  return database.write(async (tx) => {
    const brought = new Brought(contents, command.bytes);
    const memory = new LogMemory();
    const pending = new Pending();
    const types = new TypeSums();
    const outcomes: Outcome[] = [];
    const settle = (): void => sendChanges(tx, account, pending.take(), { brought, memory, now });
    const at = (state: LogState): Circumstances => ({ reader: memory, state, bounds: command.limits, device, now });
    // What they will ask for first is asked for right behind the lock: a round trip less.
    for (const item of items) foresee(() => judge(item, at(emptyLog)));
    const wanted = memory.takeWanted();
    const record = await lockAndLoad(tx, account, memory, wanted);
    const before = stateOf(record);
    let state = before;
    for (const [index, item] of items.entries()) {
      const decide = (): Decision => {
        const decision = judge(item, at(state));
        // Those behind it will ask too; what they decide without its outcome is thrown away.
        if (memory.wants) for (const next of items.slice(index + 1, index + ahead)) foresee(() => judge(next, at(state)));
        return decision;
      };
      const decision = await decideWith(tx, account, memory, decide, settle);
      outcomes.push(outcomeOf(decision, state));
      // What follows may depend on this one, so it waits until the companions have been rewritten.
      if (decision.verdict.status === 'rewrite') break;
      if (decision.verdict.status !== 'done') continue;
      pending.add(decision.draft);
      memory.change(decision.draft);
      types.add(decision.draft.types);
      state = decision.draft.state;
    }
    // A mark that is taken out of a listing changes its row and no counter.
    settle();
    if (state === before && before.seq === 0) tx.send(logSql.unbegin, account);
    if (state !== before) {
      sendState(tx, account, state);
      sendTypes(tx, account, types);
    }
    return { outcomes, at: { seq: state.seq, epoch: state.epoch, dataEpoch: record.data_epoch }, unused: brought.unused };
  });
}

/** Changes a log, which is locked, without new content. @returns the state after it */
export async function changeLog(
  tx: Transaction,
  account: number,
  before: LogState,
  now: number,
  work: (draft: Draft) => void,
): Promise<LogState> {
  const memory = new LogMemory();
  const draft = await decideWith(tx, account, memory, () => {
    const attempted = new Draft(memory, before, now);
    work(attempted);
    return attempted;
  });
  const pending = new Pending();
  pending.add(draft);
  sendChanges(tx, account, pending.take(), { brought: new Brought([], new Uint8Array(0)), memory, now });
  const types = new TypeSums();
  types.add(draft.types);
  sendTypes(tx, account, types);
  sendState(tx, account, draft.state);
  return draft.state;
}

function outcomeOf({ verdict, draft }: Decision, before: LogState): Outcome {
  switch (verdict.status) {
    case 'done':
      return { status: 'done', version: versionOf(verdict.row), count: draft.state.seq - before.seq };
    case 'same':
      return { status: 'same', version: versionOf(verdict.row) };
    case 'rewrite':
      return verdict;
    case 'refused': {
      const { code, details, head } = verdict;
      return { status: 'refused', code, details, ...(head === null ? {} : { head: versionOf(head) }) };
    }
  }
}
