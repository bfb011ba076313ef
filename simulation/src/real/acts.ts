import { setTimeout as pause } from 'node:timers/promises';
import type { FileKey } from '@cairn/protocol';
import { ApiError } from '@cairn/protocol';
import { pointKeys, pointsFile, pointsIn, settingKeys, settingsFile, trackFile, trackKeys } from '../contents.ts';
import { hashOf, keyText } from '../memory-library.ts';
import type { SeededRandom } from '../random.ts';
import type { FileHere, RealDevice } from './device.ts';
import { troublesOf } from './options.ts';
import type { RealPhone } from './phone.ts';
import type { RealWorld } from './world.ts';

/** A kind of act. `run` tells what it did; null = nothing was there to do. */
export interface RealAct {
  readonly weight: number;
  /** Left out of histories that have none of these. */
  readonly needs?: 'phones' | 'kills';
  readonly run: (world: RealWorld, draw: SeededRandom) => Promise<string | null> | string | null;
}

const person = 1;
const shown = ({ type, name }: FileKey): string => `${type}/${name}`;
const isPoints = (key: FileKey): boolean => pointKeys.some((one) => keyText(one) === keyText(key));
/** Names that are one in another spelling are one file to a person. */
const tracks = (world: RealWorld): FileKey[] => {
  const all = new Map(trackKeys(world.options.names).map((key) => [key.name.normalize(), { ...key, name: key.name.normalize() }]));
  return [...all.values()];
};
const ordinary = (device: RealDevice): FileHere[] => device.files().filter(({ key }) => !isPoints(key));

function write(world: RealWorld, device: RealDevice, key: FileKey, bytes: Uint8Array): string {
  const old = device.files().find((file) => keyText(file.key) === keyText(key));
  world.books.wrote(device.name, key, bytes, old?.hash ?? null);
  device.write(key, bytes);
  return `${device.name} writes ${shown(key)} (${bytes.length} bytes)`;
}
/** Content that does not shrink, beyond what is kept beside the metadata. */
function largeFile(draw: SeededRandom): Uint8Array {
  return Buffer.concat([Buffer.from(`<!-- ${draw.next()} -->\n`), draw.bytes(draw.int(20_000, 400_000))]);
}
function addPoint(world: RealWorld, draw: SeededRandom, who: string, old: Uint8Array | null): Uint8Array {
  const points = old === null ? [] : pointsIn(old);
  points.push({ name: `p${draw.next()} of ${who}`, lat: String(draw.int(0, 80)), note: `n${world.options.seed}` });
  return pointsFile(person, points);
}
function drawWrite(world: RealWorld, draw: SeededRandom, device: RealDevice): string {
  const what = draw.weighted({ track: 8, settings: 1, large: 2, points: 4 });
  if (what === 'points') {
    const key = draw.pick(pointKeys);
    return write(world, device, key, addPoint(world, draw, device.name, device.read(key)));
  }
  if (what === 'settings') return write(world, device, draw.pick(settingKeys), settingsFile(person, draw));
  return write(world, device, draw.pick(tracks(world)), what === 'large' ? largeFile(draw) : trackFile(person, draw, draw.chance(0.3)));
}

/** What people do in their folders. */
const personActs: Readonly<Record<string, RealAct>> = {
  write: {
    weight: 14,
    run(world, draw) {
      const device = draw.pick(world.devices);
      return Array.from({ length: draw.int(1, 4) }, () => drawWrite(world, draw, device)).join('; ');
    },
  },
  delete: {
    weight: 4,
    run(world, draw) {
      const device = draw.pick(world.devices);
      const files = ordinary(device);
      if (files.length === 0) return null;
      const file = draw.pick(files);
      world.books.ended(file.key);
      world.books.gaveUp(device.name, file.hash);
      device.delete(file);
      return `${device.name} deletes ${shown(file.key)}`;
    },
  },
  rename: {
    weight: 4,
    run(world, draw) {
      const device = draw.pick(world.devices);
      const files = ordinary(device).filter(({ key }) => key.type === 'GPX');
      const to = draw.pick(tracks(world));
      if (files.length === 0 || device.read(to) !== null) return null;
      const { key } = draw.pick(files);
      world.books.ended(key);
      world.books.meant(to);
      device.rename(key, to);
      return `${device.name} renames ${shown(key)} to ${shown(to)}`;
    },
  },
  restart: {
    weight: 2,
    async run(world, draw) {
      const device = draw.pick(world.devices);
      await device.restart();
      return `${device.name} starts again`;
    },
  },
};

/** Does something so many milliseconds after syncs began, and waits for all. @throws what the first of them threw */
async function meanwhile<T>(syncing: readonly Promise<unknown>[], afterMs: number, work: () => T | Promise<T>): Promise<T> {
  const working = pause(afterMs).then(work);
  const ended = await Promise.allSettled([...syncing, working]);
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
  return working;
}

/** Syncs, alone and together, disturbed and not. */
const syncActs: Readonly<Record<string, RealAct>> = {
  sync: {
    weight: 12,
    async run(world, draw) {
      const device = draw.pick(world.devices);
      await world.sync(device, { allowDeletions: draw.chance(0.5) });
      return `${device.name} has synced`;
    },
  },
  together: {
    weight: 6,
    async run(world) {
      await meanwhile(
        world.devices.map((device) => world.sync(device)),
        0,
        () => undefined,
      );
      return 'all devices have synced at once';
    },
  },
  editMeanwhile: {
    weight: 4,
    async run(world, draw) {
      const device = draw.pick(world.devices);
      const words = await meanwhile([world.sync(device, {}, true)], draw.int(0, 60), () => drawWrite(world, draw, device));
      return `${words} while it synced`;
    },
  },
  cancel: {
    weight: 2,
    async run(world, draw) {
      const device = draw.pick(world.devices);
      const stop = new AbortController();
      const syncing = world.sync(device, { signal: stop.signal });
      await meanwhile([syncing], draw.int(0, 80), () => stop.abort(new Error('the person stopped it')));
      return `${device.name} was told to stop`;
    },
  },
  kill: {
    weight: 2.5,
    needs: 'kills',
    async run(world, draw) {
      const some = world.devices.filter(() => draw.chance(0.6));
      const syncing = some.map((device) => world.sync(device));
      await meanwhile(syncing, draw.int(0, 120), () => world.kill());
      return `the server was killed while ${some.length} devices synced`;
    },
  },
  outage: {
    weight: 3,
    async run(world, draw) {
      const device = draw.pick(world.devices);
      // Nothing arrives there; or everything does, and no answer comes back.
      const trouble = draw.pick([{ kind: 'reset', way: 'up' } as const, { kind: 'truncate', way: 'down' } as const]);
      const goDark = (): void => world.proxy.meet(() => ({ ...trouble, after: 0, ms: 0 }));
      await meanwhile([world.sync(device)], draw.int(0, 30), goDark);
      world.proxy.meet(troublesOf(world.options));
      return `${device.name} has synced while ${trouble.way === 'up' ? 'nothing came through' : 'every answer was lost'}`;
    },
  },
  resolve: {
    weight: 4,
    async run(world, draw) {
      const open = [...world.conflicts].filter(([, conflicts]) => conflicts.length > 0);
      if (open.length === 0) return null;
      const [device, conflicts] = draw.pick(open);
      const { key, choices } = draw.pick(conflicts);
      const choice = draw.pick(choices);
      world.books.chose(key);
      await world.watched(device, `resolve ${choice}`, true, () => device.resolve(key, choice));
      return `${device.name} settles ${shown(key)}: ${choice}`;
    },
  },
};

/** Something a person does in the cloud beside syncing, over the same wires. No answer is an answer like any other. */
async function errand(
  world: RealWorld,
  draw: SeededRandom,
  what: string,
  work: (device: RealDevice) => Promise<string | null>,
): Promise<string | null> {
  const device = draw.pick(world.devices);
  try {
    const done = await work(device);
    return done === null ? null : `${device.name} ${what}: ${done}`;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return `${device.name} ${what}: ${error.code}`;
  }
}
const cloudActs: Readonly<Record<string, RealAct>> = {
  restoreTrash: {
    weight: 3,
    run: (world, draw) =>
      errand(world, draw, 'restores from the trash', async ({ client }) => {
        const { items } = await client.trash({});
        if (items.length === 0) return null;
        const { content, deletion } = draw.pick(items);
        world.books.meant(content);
        await client.operate({ body: { operations: [{ op: 'restore', seq: content.seq, base: deletion.seq }] } });
        return shown(content);
      }),
  },
  deleteThere: {
    weight: 2,
    run: (world, draw) =>
      errand(world, draw, 'deletes in the cloud', async ({ client }) => {
        const files = (await client.list({ query: { limit: 1000 } })).files.filter((file) => !isPoints(file));
        if (files.length === 0) return null;
        const { type, name, seq } = draw.pick(files);
        world.books.ended({ type, name });
        await client.operate({ body: { operations: [{ op: 'delete', type, name, base: seq, scope: 'everywhere' }] } });
        return name;
      }),
  },
  renameThere: {
    weight: 2,
    run: (world, draw) =>
      errand(world, draw, 'renames in the cloud', async ({ client }) => {
        const { files } = await client.list({ query: { limit: 1000, types: 'GPX' } });
        if (files.length === 0) return null;
        const { type, name, seq } = draw.pick(files);
        const to = draw.pick(tracks(world));
        world.books.ended({ type, name });
        world.books.meant(to);
        await client.operate({ body: { operations: [{ op: 'rename', type, name, to: to.name, base: seq }] } });
        return `${name} to ${to.name}`;
      }),
  },
};

export function writeOnPhone(world: RealWorld, phone: RealPhone, key: FileKey, bytes: Uint8Array): string {
  world.books.wroteOnPhone(phone.name, key, bytes, phone.store.get(key)?.hash ?? null);
  phone.write(key, bytes);
  return `${phone.name} writes ${shown(key)}`;
}
const phoneActs: Readonly<Record<string, RealAct>> = {
  writeOnPhone: {
    weight: 5,
    needs: 'phones',
    run(world, draw) {
      const phone = draw.pick(world.phones);
      if (draw.chance(0.7)) return writeOnPhone(world, phone, draw.pick(tracks(world)), trackFile(person, draw, draw.chance(0.3)));
      const key = draw.pick(pointKeys.filter(({ type }) => type === 'FAVOURITES'));
      return writeOnPhone(world, phone, key, addPoint(world, draw, phone.name, phone.store.get(key)?.bytes ?? null));
    },
  },
  deleteOnPhone: {
    weight: 2,
    needs: 'phones',
    run(world, draw) {
      const phone = draw.pick(world.phones);
      const items = phone.store.items().filter(({ key }) => !isPoints(key));
      if (items.length === 0) return null;
      const { key, bytes } = draw.pick(items);
      world.books.ended(key);
      world.books.gaveUp(phone.name, hashOf(bytes));
      phone.delete(key);
      return `${phone.name} deletes ${shown(key)}`;
    },
  },
  syncPhone: {
    weight: 6,
    needs: 'phones',
    async run(world, draw) {
      const phone = draw.pick(world.phones);
      await world.runPhone(phone, 'sync', (session) => session.sync());
      return `${phone.name} has synced`;
    },
  },
};

export const realActs: Readonly<Record<string, RealAct>> = { ...personActs, ...syncActs, ...cloudActs, ...phoneActs };
