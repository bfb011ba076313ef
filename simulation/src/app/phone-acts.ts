import type { FileKey } from '@cairn/protocol';
import type { Act } from '../act.ts';
import { companionFile, pointKeys, pointsFile, pointsIn, settingKeys, settingsFile, trackFile, trackKeys } from '../contents.ts';
import type { SeededRandom } from '../random.ts';
import type { World } from '../world.ts';
import { addPhone, registerPhone } from './phones.ts';
import type { Trashed } from './session.ts';
import type { SimPhone } from './sim-phone.ts';

/** Times that a phone with a wrong clock or a strange program gives its files (R26), milliseconds. */
const badTimes = [0, -1, 1_700_000_000, Date.UTC(2100, 0, 1), 8.64e15];
const dayMs = 86_400_000;

const here = (world: World): SimPhone[] => world.phones.filter((phone) => !phone.isGone);
const idle = (world: World): SimPhone[] => here(world).filter((phone) => phone.token !== null && !phone.isBusy);
const shown = ({ type, name }: FileKey): string => `${type}/${name}`;

/** Something a person does on a phone, as far as there is one. */
function on(phones: (world: World) => SimPhone[], work: (world: World, phone: SimPhone, draw: SeededRandom) => string | null): Act['run'] {
  return (world, draw) => {
    const some = phones(world);
    return some.length === 0 ? null : work(world, draw.pick(some), draw);
  };
}
/** One of what lies in the trash. */
const oneBy =
  (number: number) =>
  (items: readonly Trashed[]): readonly Trashed[] =>
    items.slice(number % Math.max(1, items.length)).slice(0, 1);
function timeOf(world: World, phone: SimPhone, draw: SeededRandom): number {
  if (!world.has('bad-times') || !draw.chance(0.05)) return phone.clock.now();
  world.clocksLied = true;
  return draw.pick(badTimes);
}
function write(world: World, phone: SimPhone, draw: SeededRandom, key: FileKey, bytes: Uint8Array): string {
  const isWritten = phone.write(key, bytes, timeOf(world, phone, draw));
  return `${phone.name} writes ${shown(key)}${isWritten ? '' : ', for which there is no room'}`;
}

/** What people do with OsmAnd's own apps, and what befalls their phones (R21, R22). */
export const phoneActs: Readonly<Record<string, Act>> = {
  phoneTrack: {
    weight: 7,
    run: on(here, (world, phone, draw) => {
      const key = draw.pick(trackKeys(world.options.names));
      return write(world, phone, draw, key, trackFile(phone.person, draw, draw.chance(0.2)));
    }),
  },
  phoneSettings: {
    weight: 1.5,
    run: on(here, (world, phone, draw) => write(world, phone, draw, draw.pick(settingKeys), settingsFile(phone.person, draw))),
  },
  phonePoints: {
    weight: 3,
    kind: 'points',
    run: on(here, (world, phone, draw) => {
      const key = draw.pick(pointKeys);
      const item = phone.store.get(key);
      const points = item === undefined ? [] : pointsIn(item.bytes);
      const point = { name: `p${draw.int(0, 40)}-phone${phone.number}`, lat: String(draw.int(0, 80)), note: `n${draw.int(0, 1000)}` };
      if (points.length > 0 && draw.chance(0.4)) points.splice(draw.int(0, points.length), 1);
      else points.push(point);
      return write(world, phone, draw, key, pointsFile(phone.person, points));
    }),
  },
  phoneInfo: {
    weight: 2,
    kind: 'companions',
    run: on(here, (_world, phone, draw) => {
      const tracks = phone.store.items().filter(({ key }) => key.type === 'GPX');
      if (tracks.length === 0) return null;
      const { key } = draw.pick(tracks);
      phone.writeInfo(key, companionFile(phone.person, key, draw));
      return `${phone.name} changes the appearance of ${shown(key)}`;
    }),
  },
  phoneStrange: {
    weight: 0.3,
    run: on(here, (world, phone, draw) => {
      const key = { type: 'GPX', name: draw.pick(['Alps/../up.gpx', '/top.gpx']) };
      return `${write(world, phone, draw, key, trackFile(phone.person, draw, false))}, which the cloud does not take`;
    }),
  },
  phoneMap: {
    weight: 0.5,
    run: on(here, (world, phone, draw) => {
      const key = { type: 'FILE', name: draw.pick(['Andorra_europe.obf', 'Relief.sqlitedb']) };
      return write(world, phone, draw, key, settingsFile(phone.person, draw));
    }),
  },
  phoneDelete: {
    weight: 4,
    run: on(here, (_world, phone, draw) => {
      const items = phone.store.items();
      if (items.length === 0) return null;
      const { key } = draw.pick(items);
      phone.delete(key);
      return `${phone.name} deletes ${shown(key)}`;
    }),
  },
  phoneRename: {
    weight: 1.5,
    kind: 'rename',
    run: on(here, (world, phone, draw) => {
      const tracks = phone.store.items().filter(({ key }) => key.type === 'GPX');
      if (tracks.length === 0) return null;
      const [from, to] = [draw.pick(tracks).key, draw.pick(trackKeys(world.options.names))];
      return phone.rename(from, to) ? `${phone.name} renames ${shown(from)} to ${shown(to)}` : null;
    }),
  },
  phoneSync: {
    weight: 22,
    run: on(idle, (_world, phone) => {
      phone.begin('sync', (session) => session.sync());
      return `${phone.name} begins to sync`;
    }),
  },
  phoneResolve: {
    weight: 2,
    run: on(idle, (_world, phone, draw) => {
      const choice = draw.pick(['local', 'cloud'] as const);
      const number = draw.next();
      phone.begin(`resolve ${choice}`, (session) =>
        session.resolve((conflicts) => {
          const conflict = conflicts[number % Math.max(1, conflicts.length)];
          return conflict === undefined ? null : { conflict, side: choice };
        }),
      );
      return `${phone.name} settles a conflict: ${choice}`;
    }),
  },
  phoneRestore: {
    weight: 3,
    kind: 'trash',
    run: on(idle, (_world, phone, draw) => {
      const number = draw.next();
      phone.begin('restore from the trash', (session) => session.restore(oneBy(number)));
      return `${phone.name} restores from the trash`;
    }),
  },
  phoneDeleteTrash: {
    weight: 2.5,
    kind: 'trash',
    run: on(idle, (_world, phone, draw) => {
      const number = draw.next();
      const isAll = draw.chance(0.3);
      const choose = isAll ? (items: readonly Trashed[]) => items : oneBy(number);
      phone.begin(isAll ? 'empty the trash' : 'delete from the trash', (session) => session.deleteFromTrash(choose));
      return `${phone.name} deletes ${isAll ? 'the trash' : 'from the trash'}`;
    }),
  },
  phoneFetchTrash: {
    weight: 0.5,
    kind: 'trash',
    run: on(idle, (_world, phone, draw) => {
      const number = draw.next();
      const now = phone.clock.now();
      phone.begin('download from the trash', (session) => session.downloadFromTrash(oneBy(number), now));
      return `${phone.name} downloads from the trash`;
    }),
  },
  phoneDeleteOld: {
    weight: 0.5,
    kind: 'history',
    run: on(idle, (_world, phone, draw) => {
      const types = new Set(draw.pick([['GPX'], ['FAVOURITES'], ['GPX', 'FAVOURITES', 'FILE', 'PROFILE', 'GLOBAL']]));
      phone.begin('delete old versions', (session) => session.deleteOld(types));
      return `${phone.name} deletes old versions of ${[...types].join(', ')}`;
    }),
  },
  phoneDeleteAll: {
    weight: 0.2,
    kind: 'app-rows',
    run: on(idle, (_world, phone, draw) => {
      const type = draw.pick(['GPX', 'FAVOURITES', 'PROFILE']);
      phone.begin('delete all data', (session) => session.deleteAll(new Set([type])));
      return `${phone.name} deletes all data of ${type}`;
    }),
  },
  phoneHistory: {
    weight: 0.3,
    kind: 'app-rows',
    run: on(here, (_world, phone, draw) => {
      const type = draw.pick(['GPX', 'FAVOURITES', 'GLOBAL']);
      const isOff = !phone.withoutHistory.delete(type);
      if (isOff) phone.withoutHistory.add(type);
      return `${phone.name} keeps ${isOff ? 'no' : 'all'} versions of ${type}`;
    }),
  },
  phoneSelect: {
    weight: 0.5,
    kind: 'select',
    run: on(here, (_world, phone, draw) => {
      const type = draw.pick(['GPX', 'FAVOURITES', 'FILE']);
      const isOff = !phone.off.delete(type);
      if (isOff) phone.off.add(type);
      return `${phone.name} switches ${type} ${isOff ? 'off' : 'on'}`;
    }),
  },
  phoneSignOut: {
    weight: 0.3,
    kind: 'sign-out',
    run: on(idle, (_world, phone) => {
      phone.signOut();
      return `${phone.name} signs out`;
    }),
  },
  phoneSignIn: {
    weight: 2,
    async run(world, draw) {
      const out = here(world).filter((phone) => phone.token === null && !phone.isBusy);
      if (out.length === 0) return null;
      const phone = draw.pick(out);
      return `${phone.name} signs in: ${(await registerPhone(world, phone)) ?? 'done'}`;
    },
  },
  phoneAgain: {
    weight: 0.3,
    kind: 'new-device',
    async run(world, draw) {
      const some = idle(world);
      if (some.length === 0) return null;
      const phone = draw.pick(some);
      return `${phone.name} signs in once more and takes its own place: ${(await registerPhone(world, phone)) ?? 'done'}`;
    },
  },
  phoneNew: {
    weight: 0.3,
    kind: 'new-device',
    async run(world, draw) {
      if (here(world).length === 0 || here(world).length >= 5) return null;
      const phone = addPhone(world, draw.int(0, world.options.accounts));
      return `${phone.name} of person ${phone.person} is new: ${(await registerPhone(world, phone)) ?? 'done'}`;
    },
  },
  phoneLost: {
    weight: 0.2,
    kind: 'new-device',
    run: on(here, (world, phone) => {
      if (here(world).length < 2) return null;
      phone.lose();
      return `${phone.name} is lost`;
    }),
  },
  phoneKill: {
    weight: 0.8,
    kind: 'device-crash',
    run: on(here, (_world, phone, draw) => {
      const points = draw.int(0, 12);
      if (draw.chance(0.5)) phone.restart();
      else phone.process.dieAfter(points);
      return `${phone.name} is killed, at once or at point ${points}`;
    }),
  },
  phoneStart: {
    weight: 2,
    run(world, draw) {
      const dead = here(world).filter((phone) => !phone.process.isAlive);
      if (dead.length === 0) return null;
      const phone = draw.pick(dead);
      phone.restart();
      return `${phone.name} starts again`;
    },
  },
  phoneImage: {
    weight: 0.5,
    kind: 'old-image',
    run: on(here, (_world, phone, draw) => {
      if (draw.chance(0.5) || !phone.putImageBack()) {
        phone.takeImage();
        return `${phone.name} is backed up`;
      }
      return `${phone.name} is restored from its backup`;
    }),
  },
  phoneClock: {
    weight: 0.4,
    kind: 'clock',
    run: on(here, (world, phone, draw) => {
      phone.clock.skew = draw.pick([0, -60_000, 3_600_000, -3650 * dayMs, 3650 * dayMs]);
      world.clocksLied = true;
      return `the clock of ${phone.name} is off by ${phone.clock.skew} ms`;
    }),
  },
  phoneDisk: {
    weight: 0.3,
    kind: 'disk-full',
    run: on(here, (_world, { name, store }, draw) => {
      store.capacity = Number.isFinite(store.capacity) ? Number.POSITIVE_INFINITY : draw.int(0, 3000);
      return `${name} has room for ${store.capacity} bytes`;
    }),
  },
};
