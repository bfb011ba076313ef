import type { FileKey } from '@cairn/protocol';
import { companionOf } from '@cairn/protocol';
import type { Act } from './act.ts';
import { companionFile, pointKeys, pointsFile, pointsIn, settingKeys, settingsFile, trackFile, trackKeys } from './contents.ts';
import type { SimDevice } from './device.ts';
import type { SeededRandom } from './random.ts';
import type { World } from './world.ts';

/** Times that devices with a wrong clock or a strange program say (R26), milliseconds. */
const badTimes = [0, -1, 1, 1_700_000_000, Date.UTC(2100, 0, 1), -8.64e15, 8.64e15, 253_402_300_800_000];

const oneOf = (world: World, draw: SeededRandom): SimDevice => draw.pick(world.devices);
function timeOf(world: World, device: SimDevice, draw: SeededRandom): number {
  return world.has('bad-times') && draw.chance(0.05) ? draw.pick(badTimes) : device.clock.now();
}
function mainFiles(world: World, device: SimDevice): FileKey[] {
  return device.library
    .files()
    .map(({ key }) => key)
    .filter((key) => world.isMain(key));
}
const shown = (key: FileKey): string => `${key.type}/${key.name}`;

/** What people do with the files on their devices. */
export const personActs: Readonly<Record<string, Act>> = {
  track: {
    weight: 9,
    run(world, draw) {
      const device = oneOf(world, draw);
      const key = draw.pick(trackKeys(world.options.names));
      device.write(key, trackFile(device.person, draw, draw.chance(0.2)), timeOf(world, device, draw));
      return `${device.name} writes ${shown(key)}`;
    },
  },
  settings: {
    weight: 2,
    run(world, draw) {
      const device = oneOf(world, draw);
      const key = draw.pick(settingKeys);
      device.write(key, settingsFile(device.person, draw), timeOf(world, device, draw));
      return `${device.name} writes ${shown(key)}`;
    },
  },
  strange: {
    weight: 0.7,
    run(world, draw) {
      const device = oneOf(world, draw);
      const name = draw.pick(['line$0Aend.gpx', 'bell\u0007.gpx', 'Alps/../up.gpx', '/top.gpx']);
      device.write({ type: 'GPX', name }, trackFile(device.person, draw, false), timeOf(world, device, draw));
      return `${device.name} writes GPX/${JSON.stringify(name)}, which the cloud does not take`;
    },
  },
  huge: {
    weight: 0.7,
    run(world, draw) {
      const device = oneOf(world, draw);
      const key = draw.pick(trackKeys(world.options.names));
      const bytes = Buffer.concat([trackFile(device.person, draw, true), Buffer.alloc(40_000, draw.next())]);
      device.write(key, bytes, timeOf(world, device, draw));
      return `${device.name} writes ${shown(key)}, larger than the cloud takes`;
    },
  },
  points: {
    weight: 7,
    kind: 'points',
    run(world, draw) {
      const device = oneOf(world, draw);
      const key = draw.pick(pointKeys);
      const file = device.library.get(key);
      const points = file === undefined ? [] : pointsIn(file.bytes);
      const index = draw.int(0, Math.max(1, points.length));
      const point = points[index];
      const note = `n${draw.int(0, 1000)}`;
      const what = point === undefined ? 'add' : draw.weighted({ add: 5, edit: 3, drop: 2 });
      if (what === 'add') points.push({ name: `p${draw.int(0, 40)}-${device.number}`, lat: String(draw.int(0, 80)), note });
      else if (what === 'drop') points.splice(index, 1);
      else if (point !== undefined) points[index] = { ...point, note };
      device.write(key, pointsFile(device.person, points), timeOf(world, device, draw));
      return `${device.name} ${what} a point of ${shown(key)}`;
    },
  },
  companion: {
    weight: 3,
    kind: 'companions',
    run(world, draw) {
      const device = oneOf(world, draw);
      const tracks = mainFiles(world, device).filter(({ type }) => type === 'GPX');
      if (tracks.length === 0) return null;
      const key = draw.pick(tracks);
      const companion = { type: key.type, name: companionOf(key.name) };
      device.write(companion, companionFile(device.person, key, draw), timeOf(world, device, draw));
      return `${device.name} writes the companion of ${shown(key)}`;
    },
  },
  delete: {
    weight: 5,
    run(world, draw) {
      const device = oneOf(world, draw);
      const files = device.library.files().map(({ key }) => key);
      if (files.length === 0) return null;
      const key = draw.pick(files);
      device.delete(key);
      if (world.isMain(key) && draw.chance(0.7)) device.delete({ type: key.type, name: companionOf(key.name) });
      return `${device.name} deletes ${shown(key)}`;
    },
  },
  rename: {
    weight: 5,
    kind: 'rename',
    run(world, draw) {
      const device = oneOf(world, draw);
      const tracks = mainFiles(world, device).filter(({ type }) => type === 'GPX');
      if (tracks.length === 0) return null;
      const [from, to] = [draw.pick(tracks), draw.pick(trackKeys(world.options.names))];
      if (!device.rename(from, to)) return null;
      if (draw.chance(0.8)) device.rename({ type: from.type, name: companionOf(from.name) }, { type: to.type, name: companionOf(to.name) });
      return `${device.name} renames ${shown(from)} to ${shown(to)}`;
    },
  },
  renameFolder: {
    weight: 2,
    kind: 'rename',
    run(world, draw) {
      const device = oneOf(world, draw);
      const folder = draw.pick(['Alps/', 'Sea/', 'Alps/day/', 'Moved/']);
      const target = draw.pick(['Alps/', 'Sea/', 'Moved/', 'Moved/far/']);
      if (target.startsWith(folder) || folder.startsWith(target)) return null;
      let count = 0;
      for (const { key } of device.library.files()) {
        if (key.type !== 'GPX' || !key.name.startsWith(folder)) continue;
        if (device.rename(key, { type: key.type, name: target + key.name.slice(folder.length) })) count++;
      }
      return count === 0 ? null : `${device.name} renames the folder ${folder} to ${target} (${count})`;
    },
  },
  copy: {
    weight: 1,
    run(world, draw) {
      const device = oneOf(world, draw);
      const files = device.library.files().filter(({ key }) => key.type === 'GPX' && world.isMain(key));
      if (files.length === 0) return null;
      const [file, to] = [draw.pick(files), draw.pick(trackKeys(world.options.names))];
      if (file.key.name === to.name) return null;
      device.write(to, file.bytes, timeOf(world, device, draw));
      return `${device.name} copies ${shown(file.key)} to ${shown(to)}`;
    },
  },
  many: {
    weight: 0.4,
    kind: 'bulk',
    run(world, draw) {
      const device = oneOf(world, draw);
      const keys = trackKeys(24).slice(0, draw.int(10, 24));
      for (const key of keys) device.write(key, trackFile(device.person, draw, false), timeOf(world, device, draw));
      return `${device.name} writes ${keys.length} tracks`;
    },
  },
  clear: {
    weight: 0.8,
    kind: 'bulk',
    run(world, draw) {
      const device = oneOf(world, draw);
      const files = device.library.files();
      if (files.length < 10) return null;
      for (const { key } of files) if (draw.chance(0.8)) device.delete(key);
      return `${device.name} deletes most files`;
    },
  },
};
