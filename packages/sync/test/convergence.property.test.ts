import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FileKey } from '@cairn/protocol';
import { LibraryError } from '../src/index.ts';
import type { Sizes } from '../src/index.ts';
import { hashOf, MemoryLog, offline } from './memory-cloud.ts';
import { Device, favourites, gpx } from './memory-device.ts';

/** `CAIRN_SYNC_RUNS` makes it longer. */
const numRuns = Number(process.env.CAIRN_SYNC_RUNS ?? 400);

/** So small that a fault falls between the shares of one run. */
const tinySizes: Partial<Sizes> = { uploadItems: 1, downloadItems: 1, changedHere: 1, adopted: 1 };

/** Few names and contents, so that they meet; two of the names differ in normal form only. */
const keys: readonly FileKey[] = [
  gpx('a.gpx'),
  gpx('b.gpx'),
  gpx('x/c.gpx'),
  gpx('x/d.gpx'),
  gpx('y/c.gpx'),
  gpx('y/d.gpx'),
  gpx('Caf\u00e9.gpx'),
  gpx('Cafe\u0301.gpx'),
  gpx('a.gpx.info'),
  gpx('b.gpx.info'),
  favourites('favorites.gpx'),
];
const points = ['x=1', 'x=2', 'y=1', 'y=2', 'z=1'];

const device = fc.nat({ max: 3 });
const name = fc.nat({ max: keys.length - 1 });
const fault = fc.constantFrom(
  'none',
  'none',
  'none',
  'lost-request',
  'lost-answer',
  'crash',
  'edit',
  'abort',
  'library',
) as fc.Arbitrary<Fault>;
type Fault = 'none' | 'lost-request' | 'lost-answer' | 'crash' | 'edit' | 'abort' | 'library';

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('write' as const), device, name, content: fc.nat({ max: 5 }), points: fc.subarray(points) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), device, name }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('rename' as const), device, name, to: name }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('rename-folder' as const),
      device,
      from: fc.constantFrom('x', 'y'),
      to: fc.constantFrom('x', 'y', 'z'),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('sync' as const),
      device,
      fault,
      at: fc.nat({ max: 16 }),
      name,
      hinted: fc.boolean(),
      unattended: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const), device }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const), name }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete-in-cloud-only' as const), name }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('one-way' as const),
      device,
      name,
      way: fc.constantFrom('upload' as const, 'download' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('resolve' as const),
      device,
      choice: fc.constantFrom('upload', 'download', 'keep-both', 'merge') as fc.Arbitrary<'upload'>,
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

class World {
  readonly log = new MemoryLog();
  readonly devices: Device[];
  /** Contents that the log acknowledged or a person had on a device when a sync began. */
  readonly acknowledged = new Set<string>();
  /** What a person did since the last run of each device: what a watcher would hint at. */
  readonly touched = new Map<Device, Map<string, FileKey>>();
  #content = 0;

  constructor(count: number, sizes: Partial<Sizes>) {
    this.devices = Array.from({ length: count }, () => new Device(this.log, sizes));
  }

  at(index: number): Device {
    const device = this.devices[index % this.devices.length];
    if (device === undefined) throw new Error('no device');
    return device;
  }
  touch(device: Device, ...keys: FileKey[]): void {
    const touched = this.touched.get(device) ?? new Map<string, FileKey>();
    for (const key of keys) touched.set(`${key.type}/${key.name}`, key);
    this.touched.set(device, touched);
  }
  write(device: Device, key: FileKey, content: number, chosen: readonly string[]): void {
    // Every content but the lines of favourites is new in some runs and shared in others, so that equal ones meet too.
    const text =
      key.type === 'FAVOURITES' ? chosen.join('\n') : key.name.endsWith('.info') ? `color=${content}\nfile=${key.name}` : `${content}`;
    const unique = content > 2 && key.type === 'GPX' && !key.name.endsWith('.info') ? `${text} ${this.#content++}` : text;
    device.library.write(key, unique);
    this.touch(device, key);
  }
}

async function play(world: World, step: Step): Promise<void> {
  switch (step.do) {
    case 'write': {
      world.write(world.at(step.device), keyOf(step.name), step.content, step.points);
      return;
    }
    case 'delete': {
      const device = world.at(step.device);
      device.library.delete(keyOf(step.name));
      world.touch(device, keyOf(step.name));
      return;
    }
    case 'rename': {
      const [device, from, to] = [world.at(step.device), keyOf(step.name), keyOf(step.to)];
      if (from.type !== to.type || device.library.textOf(to) !== null) return;
      device.library.rename(from, to);
      world.touch(device, from, to);
      return;
    }
    case 'rename-folder': {
      const device = world.at(step.device);
      for (const { key } of [...device.library.files.values()]) {
        if (!key.name.startsWith(`${step.from}/`)) continue;
        const to = gpx(step.to + key.name.slice(1));
        if (device.library.textOf(to) !== null) continue;
        device.library.rename(key, to);
        world.touch(device, key, to);
      }
      return;
    }
    case 'restart':
      world.at(step.device).restart();
      return;
    case 'restore': {
      world.log.restore(keyOf(step.name));
      return;
    }
    case 'delete-in-cloud-only':
      if (world.log.head(keyOf(step.name))?.kind === 'content' && !keyOf(step.name).name.endsWith('.info')) {
        world.log.deleteInCloudOnly(keyOf(step.name));
      }
      return;
    case 'one-way': {
      const device = world.at(step.device);
      await device.engine[step.way]([keyOf(step.name)]);
      return;
    }
    case 'resolve': {
      const device = world.at(step.device);
      const [conflict] = (await device.engine.look()).conflicts;
      if (conflict !== undefined && conflict.choices.includes(step.choice)) await device.engine.resolve(conflict.key, step.choice);
      return;
    }
    case 'sync':
      return syncWithFault(world, step);
  }
}

async function syncWithFault(world: World, step: Extract<Step, { do: 'sync' }>): Promise<void> {
  const device = world.at(step.device);
  const { library, cloud, bases } = device;
  const stop = new AbortController();
  let calls = 0;
  const isTime = (): boolean => calls++ === step.at;
  const whenTime = (fn: () => void) => (): void => {
    if (isTime()) fn();
  };
  if (step.fault === 'lost-request')
    cloud.before = whenTime(() => {
      throw offline();
    });
  if (step.fault === 'lost-answer')
    cloud.after = whenTime(() => {
      throw offline();
    });
  if (step.fault === 'abort')
    cloud.after = whenTime(() => {
      stop.abort();
    });
  if (step.fault === 'crash') {
    const die = whenTime(() => {
      throw new Error('crash');
    });
    bases.before = die;
    library.before = die;
  }
  if (step.fault === 'edit') {
    library.before = whenTime(() => {
      // What the person overwrites is the person's own loss.
      library.undo.push(...library.files.values());
      world.write(device, keyOf(step.name), 3, points);
    });
  }
  if (step.fault === 'library') {
    library.before = (call) => {
      if (!['pack', 'place', 'remove', 'move', 'read'].includes(call) || !isTime()) return;
      throw new LibraryError('denied', 'no right');
    };
  }
  const only = step.hinted ? { only: [...(world.touched.get(device)?.values() ?? [])] } : {};
  world.touched.delete(device);
  let isDead = false;
  try {
    const result = await device.engine.sync({ ...only, unattended: step.unattended, allowDeletions: true, signal: stop.signal });
    expect(result.uploaded.concat(result.downloaded, result.merged).filter(({ key }) => key.name.endsWith('.info'))).toEqual([]);
  } catch (error) {
    expect((error as Error).message).toBe('crash');
    isDead = true;
  }
  const nothing = (): undefined => undefined;
  Object.assign(cloud, { before: nothing, after: nothing });
  library.before = nothing;
  bases.before = nothing;
  if (isDead) device.restart();
}
const keyOf = (index: number): FileKey => keys[index] ?? gpx('a.gpx');

/** R24: what the log acknowledged stays in some version; what lies on a device was never taken without a copy in its undo store. */
function expectNothingLost(world: World, before: ReadonlyMap<Device, ReadonlySet<string>>): void {
  for (const version of world.log.versions) if (version.kind === 'content') world.acknowledged.add(version.hash);
  const kept = new Set([...world.log.contents.values()].map(hashOf));
  for (const hash of world.acknowledged) expect(kept).toContain(hash);
  for (const [device, hashes] of before) {
    const now = contentsOf(device);
    for (const hash of hashes) expect(now).toContain(hash);
  }
}
function contentsOf(device: Device): Set<string> {
  return new Set([...device.library.files.values(), ...device.library.undo].map(({ bytes }) => hashOf(bytes)));
}

/** R23: after the last edit all devices come to the same, but for open conflicts and files kept on one device only; then nothing moves. */
async function expectConvergence(world: World): Promise<void> {
  for (let round = 0; round < 5; round++) for (const device of world.devices) await device.engine.sync({ allowDeletions: true });
  const versions = world.log.versions.length;
  for (let round = 0; round < 2; round++) {
    for (const device of world.devices) {
      if (round === 1) device.restart();
      device.cloud.calls.length = 0;
      const result = await device.engine.sync({ allowDeletions: true });
      expect(result).toMatchObject({
        uploaded: [],
        downloaded: [],
        deleted: [],
        renamed: [],
        merged: [],
        failed: [],
        adopted: 0,
        stopped: null,
      });
      expect(device.cloud.calls).toEqual(['changes']);
    }
  }
  expect(world.log.versions).toHaveLength(versions);
  for (const device of world.devices) {
    const look = await device.engine.look();
    const unsettled = [...device.bases.pending.values()].filter(
      ({ seq, type, name }) => (device.bases.bases.get(`${type}\0${name}`)?.base.seq ?? 0) >= seq,
    );
    expect(unsettled).toEqual([]);
    expect(look).toMatchObject({ local: [], cloud: [] });
    const open = new Set(
      [...look.conflicts.map(({ key }) => key), ...look.notInCloud].flatMap(({ type, name }) => [
        `${type}/${name}`,
        `${type}/${name}.info`,
      ]),
    );
    // A file kept here only may be a companion, which is in no list.
    for (const [, { key, base }] of device.bases.bases) if (base.kind === 'cloud-only-deleted') open.add(`${key.type}/${key.name}`);
    const isOpen = (key: string): boolean => [...open].some((other) => other.normalize('NFC') === key.normalize('NFC'));
    const settled = (picture: Record<string, string>): [string, string][] => Object.entries(picture).filter(([key]) => !isOpen(key));
    expect(settled(spelledAs(device.library.picture(), world.log))).toEqual(settled(world.log.picture()));
  }
}
/** The device's files under the names that the cloud has for them. */
function spelledAs(picture: Record<string, string>, log: MemoryLog): Record<string, string> {
  const live = Object.keys(log.picture());
  const spelled = Object.entries(picture).map(([key, text]): [string, string] => {
    if (live.includes(key)) return [key, text];
    const equal = live.filter((other) => other.normalize('NFC') === key.normalize('NFC') && picture[other] === undefined);
    return [equal.length === 1 ? (equal[0] ?? key) : key, text];
  });
  return Object.fromEntries(spelled.sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe('histories', () => {
  test(
    'R23 R24 R15 devices converge, nothing is lost, nothing goes to and fro, whatever breaks',
    { timeout: 60_000 + 20 * numRuns },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 2, max: 4 }),
          fc.array(step, { maxLength: 40, size: 'max' }),
          fc.integer({ min: 1, max: 20 }),
          fc.boolean(),
          async (count, steps, page, tiny) => {
            const world = new World(count, tiny ? tinySizes : {});
            world.log.page = page;
            for (const one of steps) {
              const before = new Map(
                one.do === 'sync' || one.do === 'one-way' ? world.devices.map((device) => [device, contentsOf(device)]) : [],
              );
              await play(world, one);
              expectNothingLost(world, before);
            }
            await expectConvergence(world);
            expectNothingLost(world, new Map());
          },
        ),
        { numRuns, ...(process.env.CAIRN_SYNC_SEED === undefined ? {} : { seed: Number(process.env.CAIRN_SYNC_SEED) }) },
      );
    },
  );
});
