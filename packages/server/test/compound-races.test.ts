import { describe, expect, test } from 'vitest';
import { CairnError } from '@cairn/protocol';
import { openPostgresStore } from '../src/adapters/postgres/store.ts';
import { openInThread } from '../src/adapters/sqlite/store.ts';
import type { LogStore } from '../src/ports/log-store.ts';
import { closing, freshUrl } from './postgres/test-database.ts';
import { Gate } from './support/gate.ts';
import { TestLibrary } from './support/library.ts';
import { isLinearizable } from './support/linearizable.ts';
import type { Call, Model } from './support/linearizable.ts';
import { SeededRandom } from './support/world.ts';

/** Orders of each store; CAIRN_TEST_RACES=10000 for a release. */
const wanted = process.env['CAIRN_TEST_RACES'];

/** Live names with what lies there, and where the file that is restored lay when it was deleted. */
interface State {
  readonly live: Readonly<Record<string, string>>;
  readonly lastOfB: string;
}
type Input =
  | { readonly op: 'put'; readonly name: string; readonly text: string }
  | { readonly op: 'delete'; readonly name: string }
  | { readonly op: 'rename'; readonly name: string; readonly to: string }
  | { readonly op: 'rename-folder' | 'delete-folder'; readonly name: string; readonly to: string }
  | { readonly op: 'copy'; readonly to: string }
  | { readonly op: 'restore' }
  | { readonly op: 'empty' }
  | { readonly op: 'list' };
/** A list shows names with sizes; the others say whether they changed anything. */
type Output = { readonly shown: string } | { readonly done: boolean };

const isInfo = (name: string): boolean => name.endsWith('.info');
const infoOf = (name: string): string => `${name}.info`;
/** Companions are written anew when their file gets another name: of them only the names are compared. */
const shownOf = (live: Readonly<Record<string, number>>): string =>
  JSON.stringify(
    Object.entries(live)
      .map(([name, size]) => [name, isInfo(name) ? 0 : size])
      .sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  );

/** A draft of a state: each operation as it looks to those who watch, at one moment. */
class Names {
  readonly live: Record<string, string>;
  lastOfB: string;
  constructor({ live, lastOfB }: State) {
    this.live = { ...live };
    this.lastOfB = lastOfB;
  }
  has(name: string): boolean {
    return this.live[name] !== undefined;
  }
  move(from: string, to: string): void {
    const text = this.live[from];
    this.drop(from);
    if (text !== undefined) this.live[to] = text;
  }
  remove(name: string): void {
    if (this.live[name] === contentOfB) this.lastOfB = name;
    this.drop(name);
  }
  below(folder: string): string[] {
    return Object.keys(this.live).filter((name) => name.startsWith(`${folder}/`));
  }
  private drop(name: string): void {
    Reflect.deleteProperty(this.live, name);
  }
}
const contentOfB = 'the file that is deleted and comes back';
const contentOfCopy = contentOfB.toUpperCase();

/** @returns whether the operation can have been carried out; `names` is then as it leaves them */
function carriedOut(names: Names, input: Exclude<Input, { readonly op: 'list' } | { readonly op: 'empty' }>): boolean {
  switch (input.op) {
    case 'put':
      names.live[input.name] = input.text;
      return true;
    case 'delete':
      if (!names.has(input.name)) return false;
      names.remove(input.name);
      names.remove(infoOf(input.name));
      return true;
    case 'rename':
      if (!names.has(input.name) || names.has(input.to)) return false;
      names.move(input.name, input.to);
      if (names.has(infoOf(input.name))) names.move(infoOf(input.name), infoOf(input.to));
      return true;
    case 'rename-folder': {
      const below = names.below(input.name);
      const target = (name: string): string => input.to + name.slice(input.name.length);
      if (below.length === 0 || below.some((name) => names.has(target(name)))) return false;
      for (const name of below) names.move(name, target(name));
      return true;
    }
    case 'delete-folder': {
      const below = names.below(input.name);
      for (const name of below) names.remove(name);
      return below.length > 0;
    }
    case 'copy':
      if (names.has(input.to)) return false;
      names.live[input.to] = contentOfCopy;
      return true;
    case 'restore':
      if (names.lastOfB === '' || names.has(names.lastOfB)) return false;
      names.live[names.lastOfB] = contentOfB;
      names.lastOfB = '';
      return true;
  }
}

const model: Model<State, Input, Output> = {
  key: ({ live, lastOfB }) => JSON.stringify([Object.entries(live).sort(), lastOfB]),
  step(state, input, output) {
    if (input.op === 'list') {
      const sizes = Object.fromEntries(Object.entries(state.live).map(([name, text]) => [name, text.length]));
      return 'shown' in output && shownOf(sizes) === output.shown ? [state] : [];
    }
    // What was refused, or was so already, changed nothing.
    if (input.op === 'empty' || !('done' in output) || !output.done) return [state];
    const names = new Names(state);
    return carriedOut(names, input) ? [{ live: names.live, lastOfB: names.lastOfB }] : [];
  },
};

const choices: readonly Input[] = [
  { op: 'put', name: 'f/a', text: 'a second version of a' },
  { op: 'put', name: 'f/a.info', text: '{"file":"/tracks/f/a","color":"red"}' },
  { op: 'put', name: 'f/n', text: 'new in the folder' },
  { op: 'delete', name: 'f/b' },
  { op: 'delete', name: 'f/a' },
  { op: 'rename', name: 'f/a', to: 'f/z' },
  { op: 'rename-folder', name: 'f', to: 'h' },
  { op: 'rename-folder', name: 'f', to: 'h' },
  { op: 'rename-folder', name: 'h', to: 'f' },
  { op: 'delete-folder', name: 'f', to: '' },
  { op: 'delete-folder', name: 'h', to: '' },
  { op: 'copy', to: 'c' },
  { op: 'restore' },
  { op: 'restore' },
  { op: 'empty' },
  ...Array.from({ length: 9 }, (): Input => ({ op: 'list' })),
];

/** What one hand asks for, as the library carries it out; `b` and `copied` are the versions that come back and are copied. */
async function answerOf(library: TestLibrary, input: Input, b: number, copied: number): Promise<Output> {
  const { store, account } = library;
  try {
    switch (input.op) {
      case 'list': {
        const rows = (await library.changes()).filter((version) => version.kind === 'content');
        return { shown: shownOf(Object.fromEntries(rows.map((row) => [row.name, row.size]))) };
      }
      case 'empty':
        await store.removeTrash(account, { upTo: 9999 }, library.clock.now());
        return { done: true };
      case 'put': {
        const head = (await library.changes()).find((version) => version.name === input.name);
        const [result] = await library.upload([{ name: input.name, content: input.text, base: head?.seq ?? 0 }]);
        return { done: result?.status === 'done' };
      }
      case 'delete':
      case 'rename': {
        const head = (await library.changes()).find((version) => version.name === input.name);
        const base = head?.seq ?? 0;
        const key = { type: 'GPX', name: input.name, base };
        const [result] = await library.operate(
          input.op === 'delete' ? { op: 'delete', ...key, scope: 'everywhere' } : { op: 'rename', ...key, to: input.to },
        );
        return { done: result?.status === 'done' };
      }
      case 'rename-folder':
      case 'delete-folder': {
        const { name, to } = input;
        const [result] = await library.operate(
          input.op === 'rename-folder' ? { op: 'rename-folder', type: 'GPX', name, to } : { op: 'delete-folder', type: 'GPX', name },
        );
        return { done: result?.status === 'done' };
      }
      case 'copy':
      case 'restore': {
        const [result] = await library.operate(input.op === 'copy' ? { op: 'copy', seq: copied, to: input.to } : { op: 'restore', seq: b });
        return { done: result?.status === 'done' };
      }
    }
  } catch (error) {
    // A companion that changed under a rename again and again.
    if (error instanceof CairnError && error.code === 'busy') return { done: false };
    throw error;
  }
}

/** A folder with two files, one of them with a companion, and many hands on it at once. */
async function history(
  library: TestLibrary,
  random: SeededRandom,
  drive: (work: Promise<unknown>) => Promise<void>,
): Promise<Call<Input, Output>[]> {
  const setUp = Promise.all([
    library.put('f/a', 'the first version of a'),
    library.put('f/b', contentOfB),
    library.put('e', contentOfCopy),
  ]);
  await drive(setUp);
  const [, b, copied] = await setUp;
  await drive(library.upload([{ name: 'f/a.info', content: '{"file":"/tracks/f/a"}' }]));
  const calls: Call<Input, Output>[] = [];
  let now = 0;
  const hand = async (): Promise<void> => {
    for (let index = 0; index < 3; index += 1) {
      const input = choices[random.int(0, choices.length)] ?? { op: 'list' };
      const begun = (now += 1);
      const output = await answerOf(library, input, b.seq, copied.seq);
      calls.push({ input, output, begun, ended: (now += 1) });
    }
  };
  await drive(Promise.all(Array.from({ length: 5 }, hand)));
  return calls;
}
const first: State = {
  live: { 'f/a': 'the first version of a', 'f/b': contentOfB, 'f/a.info': '{"file":"/tracks/f/a"}', e: contentOfCopy },
  lastOfB: '',
};

const told = (calls: readonly Call<Input, Output>[]): string =>
  calls
    .map(({ input, output, begun, ended }) => `${begun}-${ended} ${Object.values(input).join(' ')}: ${Object.values(output).join()}`)
    .join('\n');

describe('R18 compound operations', () => {
  const stores = {
    'SQLite, one call of the store after the other in a drawn order': {
      orders: Number(wanted ?? '120'),
      open: async () => ({ store: openInThread(':memory:').store as LogStore, gated: true }),
    },
    'PostgreSQL, as its transactions meet': {
      orders: Number(wanted ?? '30'),
      async open() {
        const { store, close } = await openPostgresStore(await freshUrl(), 6);
        closing.push(close);
        return { store: store as LogStore, gated: false };
      },
    },
  };
  for (const [name, { orders, ...one }] of Object.entries(stores)) {
    test(
      `R18 ${orders} orders of renames, copies, restores, folders, companions and the trash look to all who watch like one after the other · ${name}`,
      { timeout: 120_000 + 1000 * orders },
      async () => {
        const { store, gated } = await one.open();
        const done = new Set<string>();
        for (let seed = 0; seed < orders; seed += 1) {
          const random = new SeededRandom(`compound ${seed}`);
          const gate = new Gate(random);
          const library = await TestLibrary.open({ store: gated ? gate.around(store) : store, seed: `compound ${seed}` });
          library.account = seed + 1;
          const calls = await history(library, random, async (work) => {
            await (gated ? gate.drive(work) : work);
          });
          for (const { input, output } of calls) if ('done' in output && output.done) done.add(input.op);
          // What changed nothing and showed nothing fits everywhere.
          const telling = calls.filter(({ input, output }) => input.op !== 'empty' && ('shown' in output || output.done));
          if (!isLinearizable(model, first, telling)) throw new Error(`seed ${seed}: no order explains\n${told(calls)}`);
          expect([seed, await store.auditLog(library.account)]).toEqual([seed, []]);
        }
        expect([...done].sort(), 'every kind was carried out').toEqual([
          'copy',
          'delete',
          'delete-folder',
          'empty',
          'put',
          'rename',
          'rename-folder',
          'restore',
        ]);
      },
    );
  }
});
