import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../src/adapters/sqlite/store.ts';
import { openPostgresStore } from '../src/adapters/postgres/store.ts';
import type { LogStore } from '../src/ports/log-store.ts';
import { operateOn, putTexts } from './contracts/log-store.contract.ts';
import { freshUrl } from './postgres/test-database.ts';
import { isLinearizable } from './support/linearizable.ts';
import type { Call, Model } from './support/linearizable.ts';
import { SeededRandom } from './support/world.ts';

const root = mkdtempSync(join(tmpdir(), 'cairn-linear-'));
afterAll(() => rmSync(root, { recursive: true }));
/** Histories by default; CAIRN_TEST_FACTOR multiplies. */
const histories = 40 * Number(process.env['CAIRN_TEST_FACTOR'] ?? '1');

/** What the account holds: the head of each name, by the text that was written. */
type State = Readonly<Record<string, string>>;
type Input =
  | { readonly op: 'put'; readonly name: string; readonly text: string }
  | { readonly op: 'delete'; readonly name: string }
  | { readonly op: 'rename'; readonly from: string; readonly to: string }
  | { readonly op: 'list' };
/** A list shows names with sizes; each text has a size of its own. The others say whether they were carried out. */
type Output = { readonly shown: Readonly<Record<string, number>> } | { readonly done: boolean };

/** One account, one operation at a time: what the whole store must look like from outside. */
const model: Model<State, Input, Output> = {
  key: (state) => JSON.stringify(Object.entries(state).sort()),
  step(state, input, output) {
    if (input.op === 'list') {
      const sizes = Object.fromEntries(Object.entries(state).map(([name, text]) => [name, text.length]));
      return 'shown' in output && same(sizes, output.shown) ? [state] : [];
    }
    const done = 'done' in output && output.done;
    if (input.op === 'put') return done ? [{ ...state, [input.name]: input.text }] : [];
    if (input.op === 'delete') return done ? [without(state, input.name)] : state[input.name] === undefined ? [state] : [];
    const { from, to } = input;
    const text = state[from];
    if (!done) return text === undefined || state[to] !== undefined ? [state] : [];
    return text !== undefined && state[to] === undefined ? [{ ...without(state, from), [to]: text }] : [];
  },
};
const without = (state: State, name: string): State => Object.fromEntries(Object.entries(state).filter(([key]) => key !== name));
const same = (a: object, b: object): boolean => JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());

async function carryOut(store: LogStore, account: number, input: Input): Promise<Output> {
  if (input.op === 'put') {
    const { outcomes } = await putTexts(store, account, [{ name: input.name, text: input.text, base: null, alwaysNew: true }]);
    return { done: outcomes[0]?.status === 'done' };
  }
  if (input.op === 'list') {
    const rows = await store.list({ account, types: null, prefix: '', after: null, limit: 100 });
    return { shown: Object.fromEntries(rows.map((row) => [row.name, row.size])) };
  }
  const { outcomes } = await operateOn(
    store,
    account,
    input.op === 'delete'
      ? { op: 'delete', type: 'GPX', name: input.name, base: null, scope: 'everywhere' }
      : { op: 'rename', type: 'GPX', name: input.from, base: null, to: input.to },
  );
  return { done: outcomes[0]?.status === 'done' };
}

/** A short history of several hands on two names at once; what each saw, and when. */
async function history(store: LogStore, account: number, random: SeededRandom): Promise<Call<Input, Output>[]> {
  const calls: Call<Input, Output>[] = [];
  let now = 0;
  const names = ['a', 'b'];
  const pick = (): string => names[random.int(0, names.length)] ?? 'a';
  const hand = async (id: number): Promise<void> => {
    for (let index = 0; index < 4; index += 1) {
      const kind = random.int(0, 10);
      const name = pick();
      const input: Input =
        kind < 4
          ? { op: 'put', name, text: 'x'.repeat(1 + calls.length + 40 * id) + `${account} ${id} ${index}` }
          : kind < 5
            ? { op: 'delete', name }
            : kind < 7
              ? { op: 'rename', from: name, to: name === 'a' ? 'b' : 'a' }
              : { op: 'list' };
      const begun = (now += 1);
      const output = await carryOut(store, account, input);
      calls.push({ input, output, begun, ended: (now += 1) });
    }
  };
  await Promise.all([hand(0), hand(1), hand(2), hand(3)]);
  return calls;
}

describe('R17 what is seen is a moment', () => {
  test('R17 the judge itself knows a history that no order explains', () => {
    const put: Call<Input, Output> = { input: { op: 'put', name: 'a', text: 'one' }, output: { done: true }, begun: 1, ended: 2 };
    const list = (shown: Record<string, number>, begun: number): Call<Input, Output> => ({
      input: { op: 'list' },
      output: { shown },
      begun,
      ended: begun + 1,
    });
    const rename: Call<Input, Output> = { input: { op: 'rename', from: 'a', to: 'b' }, output: { done: true }, begun: 3, ended: 9 };
    expect(isLinearizable(model, {}, [put, list({ a: 3 }, 3)])).toBe(true);
    expect(isLinearizable(model, {}, [put, list({}, 3)])).toBe(false);
    expect(isLinearizable(model, {}, [put, rename, list({ a: 3 }, 4), list({ b: 3 }, 6)])).toBe(true);
    // Half of a rename: both names, none, or back again.
    expect(isLinearizable(model, {}, [put, rename, list({ a: 3, b: 3 }, 4)])).toBe(false);
    expect(isLinearizable(model, {}, [put, rename, list({}, 4)])).toBe(false);
    expect(isLinearizable(model, {}, [put, rename, list({ b: 3 }, 4), list({ a: 3 }, 6)])).toBe(false);
  });

  const stores = {
    'SQLite in threads': () => openSqliteStore(join(mkdtempSync(join(root, 's-')), 'cairn.db')),
    PostgreSQL: async () => openPostgresStore(await freshUrl(), 4),
  };
  for (const [name, open] of Object.entries(stores)) {
    test(`R17 puts, renames, deletions and lists of several hands fit one order · ${name}`, { timeout: 120_000 }, async () => {
      const { store, close } = await open();
      let overlaps = 0;
      for (let seed = 0; seed < histories; seed += 1) {
        const calls = await history(store, seed + 1, new SeededRandom(`linear ${seed}`));
        overlaps += calls.filter((call) =>
          calls.some((other) => other !== call && other.begun < call.ended && call.begun < other.ended),
        ).length;
        expect([seed, isLinearizable(model, {}, calls)]).toEqual([seed, true]);
      }
      expect(overlaps).toBeGreaterThan(histories * 8);
      await close();
    });
  }
});
