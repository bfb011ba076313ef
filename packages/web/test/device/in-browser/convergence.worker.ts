import fc from 'fast-check';
import type { FileKey } from '@cairn/protocol';
import { createEngine, LibraryError } from '@cairn/sync';
import type { Engine } from '@cairn/sync';
import { MemoryCloud, MemoryLog, offline } from '../../../../sync/test/memory-cloud.ts';
import { merging } from '../../../src/device/engine/merging.ts';
import { LeadLostError } from '../../../src/device/library/database.ts';
import { forgetLost } from '../../../src/device/library/evicted.ts';
import { expect, runAll, test } from '../shims/vitest.ts';
import { TestHome } from './harness.ts';

/** Few names and contents, so that they meet; two of the names differ in normal form only. */
const keys: readonly FileKey[] = ['a.gpx', 'b.gpx', 'x/c.gpx', 'Caf\u00e9.gpx', 'Cafe\u0301.gpx', 'a.gpx.info'].map((name) => ({
  type: 'GPX',
  name,
}));
const keyAt = (index: number): FileKey => keys[index] ?? { type: 'GPX', name: 'a.gpx' };

class Browser {
  readonly home: TestHome;
  readonly cloud: MemoryCloud;
  engine: Engine;
  private constructor(home: TestHome, log: MemoryLog) {
    this.home = home;
    this.cloud = new MemoryCloud(log);
    this.engine = this.#start();
  }
  static async make(log: MemoryLog): Promise<Browser> {
    return new Browser(await TestHome.make(), log);
  }
  /** The worker is gone and another one takes over; what was in memory is lost. */
  async restart(): Promise<void> {
    await this.home.restart();
    this.engine = this.#start();
  }
  #start(): Engine {
    const { library, bases } = this.home;
    return createEngine({
      library,
      bases,
      cloud: this.cloud,
      clock: { now: () => Date.now() },
      merge: merging,
      sizes: { uploadItems: 2, downloadItems: 2 },
    });
  }
  async sync(): Promise<void> {
    const result = await this.engine.sync({ allowDeletions: true });
    if (this.home.library.lost.length > 0) {
      await forgetLost(this.home.db, this.home.library.lost);
      this.home.library.lost = [];
      this.engine.forget();
    }
    if (result.stopped !== null && result.stopped.kind !== 'offline') throw new Error(result.stopped.message);
  }
  async hashes(): Promise<Set<string>> {
    const rows = await this.home.library.rows();
    return new Set([...rows.map(({ hash }) => hash), ...(await this.home.undoHashes())]);
  }
}

const browser = fc.nat({ max: 1 });
const name = fc.nat({ max: keys.length - 1 });
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('write' as const), browser, name, content: fc.nat({ max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), browser, name }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rename' as const), browser, name, to: name }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('evict' as const), browser, name }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('sync' as const),
      browser,
      fault: fc.constantFrom('none', 'none', 'lost-request', 'lost-answer', 'killed', 'edit', 'overtaken'),
      at: fc.nat({ max: 5 }),
      name,
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

let number = 0;
class World {
  readonly log = new MemoryLog();
  readonly browsers: Browser[] = [];
  /** Contents that the log acknowledged. */
  readonly acknowledged = new Set<string>();

  at(index: number): Browser {
    const found = this.browsers[index];
    if (found === undefined) throw new Error('no browser');
    return found;
  }
  async play(one: Step): Promise<void> {
    const who = this.at(one.browser);
    const { edits, db } = who.home;
    const key = keyAt(one.name);
    switch (one.do) {
      case 'write':
        await edits.write(key, new TextEncoder().encode(textFor(key, one.content)));
        return;
      case 'remove':
        await edits.remove([key]);
        return;
      case 'rename':
        await edits.rename(key, keyAt(one.to)).catch((error: unknown) => {
          if (!(error instanceof LibraryError)) throw error;
        });
        return;
      case 'evict': {
        // The browser throws one content away. Only what the cloud has may go so, or the loss would be its own.
        const row = (await who.home.library.rows('GPX')).find((found) => found.name === key.name);
        if (row === undefined || !this.acknowledged.has(row.hash)) return;
        await db.write(['contents'], async (tx) => {
          if ('row' in row.content) tx.delete('contents', row.content.row);
        });
        return;
      }
      case 'sync':
        await this.#syncWith(who, one);
    }
  }
  async #syncWith(who: Browser, one: Extract<Step, { do: 'sync' }>): Promise<void> {
    let calls = 0;
    const isTime = (): boolean => calls++ === one.at;
    const { home, cloud } = who;
    if (one.fault === 'lost-request') cloud.before = () => throwIf(isTime());
    if (one.fault === 'lost-answer') cloud.after = () => throwIf(isTime());
    if (one.fault === 'edit') {
      cloud.before = async () => {
        if (isTime()) await home.edits.write(keyAt(one.name), new TextEncoder().encode(textFor(keyAt(one.name), 9)));
      };
    }
    // Killed: the database goes away under the engine, as with the worker. Overtaken: another tab leads from then on.
    if (one.fault === 'killed')
      cloud.after = () => {
        if (isTime()) home.db.close();
      };
    const { db } = home;
    if (one.fault === 'overtaken')
      cloud.after = async () => {
        if (isTime()) await overtake(home);
      };
    try {
      await who.sync();
    } catch (error) {
      const isMeant = one.fault === 'killed' || one.fault === 'overtaken';
      if (!isMeant) throw error;
    }
    cloud.before = cloud.after = () => undefined;
    if (one.fault === 'overtaken' && calls > one.at) {
      const late = await db.write(['files'], async () => undefined).catch((error: unknown) => error);
      expect(late instanceof LeadLostError).toBe(true);
    }
    if (one.fault === 'killed' || one.fault === 'overtaken') await who.restart();
  }
  noteAcknowledged(): void {
    for (const version of this.log.versions) if (version.kind === 'content') this.acknowledged.add(version.hash);
  }
}

async function overtake(home: TestHome): Promise<void> {
  const { DeviceDatabase } = await import('../../../src/device/library/database.ts');
  const other = await DeviceDatabase.open(home.name);
  await other.lead();
  other.close();
}
function throwIf(isTime: boolean): void {
  if (isTime) throw offline();
}
function textFor(key: FileKey, content: number): string {
  if (key.name.endsWith('.info')) return JSON.stringify({ color: content, file: key.name });
  return content > 2 ? `${content} ${number++}` : String(content);
}

/** R23: after the last edit all come to the same, but for open conflicts; then nothing moves. */
async function expectConvergence({ browsers, log }: World): Promise<void> {
  for (let round = 0; round < 4; round++) for (const one of browsers) await one.sync();
  const versions = log.versions.length;
  for (const one of browsers) {
    await one.restart();
    one.cloud.calls.length = 0;
    const result = await one.engine.sync({ allowDeletions: true });
    expect(result).toMatchObject({ uploaded: [], downloaded: [], deleted: [], renamed: [], merged: [], failed: [], stopped: null });
    expect(one.cloud.calls).toEqual(['changes']);
    const look = await one.engine.look();
    expect(look).toMatchObject({ local: [], cloud: [], failed: [] });
    const open = new Set(look.conflicts.flatMap(({ key }) => [key.name, `${key.name}.info`].map((text) => text.normalize('NFC'))));
    const here = await Promise.all(
      (await one.home.library.rows()).map(async ({ type, name: file }) => [file, await one.home.text({ type, name: file })] as const),
    );
    const there = Object.entries(log.picture()).map(([path, text]) => [path.slice('GPX/'.length), text] as const);
    // A file that is spelled otherwise here is the same file.
    const settled = (files: readonly (readonly [string, string | null])[]): string[] =>
      files
        .map(([file, text]) => `${file.normalize('NFC')}: ${text ?? 'nothing'}`)
        .filter((line) => !open.has(line.split(': ')[0] ?? ''))
        .sort();
    expect(settled(here)).toEqual(settled(there));
  }
  expect(log.versions.length).toBe(versions);
}

async function history(steps: readonly Step[]): Promise<void> {
  const world = new World();
  world.browsers.push(await Browser.make(world.log), await Browser.make(world.log));
  try {
    for (const one of steps) {
      const before = one.do === 'sync' ? await world.at(one.browser).hashes() : null;
      await world.play(one);
      world.noteAcknowledged();
      // R24: nothing that lay here was taken by a sync without a copy in the undo store or in the cloud.
      if (before !== null) {
        const now = await world.at(one.browser).hashes();
        for (const hash of before) expect(now.has(hash) || world.acknowledged.has(hash)).toBe(true);
      }
    }
    await expectConvergence(world);
    world.noteAcknowledged();
    const kept = new Set([...world.log.versions].flatMap((version) => (version.kind === 'content' ? [version.hash] : [])));
    for (const hash of world.acknowledged) expect(kept.has(hash)).toBe(true);
  } finally {
    for (const one of world.browsers) await one.home.close();
  }
}

self.onmessage = async ({ data }: MessageEvent<{ runs: number; seed: number | null }>) => {
  test('R23 R24 R15 browsers converge and lose nothing, whatever breaks: lost answers, killed workers, other tabs, thrown-away contents', () =>
    fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 24, size: 'max' }), history), {
      numRuns: data.runs,
      endOnFailure: false,
      interruptAfterTimeLimit: 120_000,
      ...(data.seed === null ? {} : { seed: data.seed }),
    }));
  await runAll((outcome) => self.postMessage(outcome));
  self.postMessage('done');
};
