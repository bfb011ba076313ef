import type { Client, FileKey, TrashItem } from '@cairn/protocol';
import { ApiError } from '@cairn/protocol';
import { CloudError } from '@cairn/sync';
import type { Choice } from '@cairn/sync';
import type { Act } from './act.ts';
import type { SimDevice } from './device.ts';
import type { SeededRandom } from './random.ts';
import { trackFile, trackKeys } from './contents.ts';
import { codecHere } from './memory-library.ts';
import { seenHeader } from './wire.ts';
import type { World } from './world.ts';

/** Devices that are signed in and not syncing. */
function idle(world: World): SimDevice[] {
  return world.devices.filter((device) => device.token !== null && !device.isBusy);
}
/** Devices whose person has nothing else under way on the website. */
function atHand(world: World): SimDevice[] {
  return world.devices.filter((device) => device.token !== null && device.errand === null);
}
/** Something a person does in the cloud beside syncing, over the same network. A refusal is an answer like any other. */
function errand(
  world: World,
  draw: SeededRandom,
  what: string,
  work: (client: Client, device: SimDevice) => Promise<unknown>,
): string | null {
  const devices = atHand(world);
  if (devices.length === 0) return null;
  const device = draw.pick(devices);
  device.errand = what;
  const { process } = device;
  work(device.client(true), device)
    .catch((error: unknown) => {
      if (!(error instanceof ApiError || error instanceof CloudError)) throw error;
      world.trace.add(`${device.name} ${what}: ${error.code}`);
    })
    .finally(() => {
      if (process.isAlive) device.errand = null;
    })
    .catch((error: unknown) => {
      throw error;
    });
  return `${device.name} begins: ${what}`;
}
async function someTrash(client: Client, draw: SeededRandom): Promise<TrashItem | null> {
  const { items } = await client.trash({});
  return items.length === 0 ? null : draw.pick(items);
}
const seen = (numbers: readonly number[]): Record<string, string> => ({ [seenHeader]: numbers.join(',') });

/** Syncs, and what people do in the cloud. */
export const cloudActs: Readonly<Record<string, Act>> = {
  sync: {
    weight: 26,
    run(world, draw) {
      const devices = idle(world);
      if (devices.length === 0) return null;
      const device = draw.pick(devices);
      const unattended = draw.chance(0.6);
      const allowDeletions = !unattended && draw.chance(0.3);
      const asked = { allowsDeletions: allowDeletions };
      const allow = allowDeletions || world.bug.allowsDeletions === true;
      device.begin('sync', asked, (engine, signal) => engine.sync({ unattended, allowDeletions: allow, signal }));
      return `${device.name} begins to sync`;
    },
  },
  syncSome: {
    weight: 4,
    run(world, draw) {
      const devices = idle(world).filter((device) => device.hints.size > 0);
      if (devices.length === 0) return null;
      const device = draw.pick(devices);
      const only = device.takeHints();
      device.begin('watch', {}, (engine, signal) => engine.sync({ unattended: true, only, signal }));
      return `${device.name} syncs what its watcher saw: ${only.map(({ name }) => name).join(', ')}`;
    },
  },
  fetch: {
    weight: 1,
    run(world, draw) {
      const devices = idle(world);
      if (devices.length === 0) return null;
      const device = draw.pick(devices);
      device.begin('download', {}, (engine, signal) => engine.download(undefined, { signal }));
      return `${device.name} downloads`;
    },
  },
  send: {
    weight: 1,
    run(world, draw) {
      const devices = idle(world);
      if (devices.length === 0) return null;
      const device = draw.pick(devices);
      device.begin('upload', {}, (engine, signal) => engine.upload(undefined, { signal }));
      return `${device.name} uploads`;
    },
  },
  look: {
    weight: 1,
    run(world, draw) {
      const devices = idle(world);
      if (devices.length === 0) return null;
      const device = draw.pick(devices);
      device.begin('look', {}, async (engine, signal) => {
        const changes = await engine.look({ signal });
        const none = { uploaded: [], downloaded: [], deleted: [], renamed: [], merged: [], untouched: [], adopted: 0, cancelled: false };
        return {
          ...none,
          conflicts: changes.conflicts,
          failed: changes.failed,
          waiting: changes.waiting,
          notes: [],
          paused: changes.paused,
          stopped: changes.stopped,
        };
      });
      return `${device.name} looks`;
    },
  },
  resolve: {
    weight: 3,
    run(world, draw) {
      const open = world.ended.filter(({ device, result }) => result.conflicts.length > 0 && device.token !== null && !device.isBusy);
      const last = open.at(-1);
      if (last === undefined) return null;
      const conflict = draw.pick(last.result.conflicts);
      return choose(last.device, conflict.key, draw.pick(conflict.choices));
    },
  },
  uploadOne: {
    weight: 1,
    run(world, draw) {
      const devices = idle(world).filter((device) => device.library.files().length > 0);
      if (devices.length === 0) return null;
      const device = draw.pick(devices);
      const { key } = draw.pick(device.library.files());
      device.begin('upload', {}, (engine, signal) => engine.upload([key], { signal }));
      device.means(key);
      return `${device.name} uploads ${key.name}`;
    },
  },
  cancel: {
    weight: 0.7,
    run(world, draw) {
      const busy = world.devices.filter((device) => device.isBusy);
      if (busy.length === 0) return null;
      const device = draw.pick(busy);
      device.cancel();
      return `${device.name} is told to stop`;
    },
  },
  confirm: {
    weight: 4,
    run(world, draw) {
      const paused = idle(world).filter((device) => device.bases.memo.paused);
      if (paused.length === 0) return null;
      const device = draw.pick(paused);
      device.begin('confirm', {}, async (engine, signal) => {
        await engine.confirmAfterReset();
        return engine.sync({ signal });
      });
      return `${device.name} confirms after the reset`;
    },
  },
  select: {
    weight: 1.5,
    kind: 'select',
    run(world, draw) {
      const devices = idle(world);
      if (devices.length === 0) return null;
      const device = draw.pick(devices);
      const entry = draw.pick(['GPX', 'GPX/Alps', 'FAVOURITES', 'settings']);
      const on = draw.chance(0.6);
      device.begin('select', {}, async (engine, signal) => {
        await engine.select([entry], on);
        return engine.sync({ unattended: true, signal });
      });
      return `${device.name} switches ${entry} ${on ? 'on' : 'off'}`;
    },
  },
  restoreTrash: {
    weight: 2,
    kind: 'trash',
    run: (world, draw) =>
      errand(world, draw, 'restore from the trash', async (client) => {
        const item = await someTrash(client, draw);
        if (item === null) return;
        const to = draw.chance(0.2) && item.content.type === 'GPX' ? draw.pick(trackKeys(world.options.names)).name : undefined;
        const base = to === undefined ? { base: item.deletion.seq } : {};
        await client.operate({
          body: { operations: [{ op: 'restore', seq: item.content.seq, ...base, ...(to === undefined ? {} : { to, base: 0 }) }] },
        });
      }),
  },
  fetchTrash: {
    weight: 1,
    kind: 'trash',
    run: (world, draw) =>
      errand(world, draw, 'download from the trash', async (client, device) => {
        const item = await someTrash(client, draw);
        if (item === null || device.library.get(item.content) !== undefined) return;
        const { bytes } = await client.content({ query: { seq: item.content.seq } });
        await device.takeFromTrash(item.content, bytes);
      }),
  },
  deleteTrash: {
    weight: 1.5,
    kind: 'trash',
    run: (world, draw) =>
      errand(world, draw, 'delete from the trash', async (client) => {
        const item = await someTrash(client, draw);
        if (item === null) return;
        const deletions = [item.deletion.seq];
        await client.deleteTrash({ body: { deletions }, headers: seen(deletions) });
      }),
  },
  emptyTrash: {
    weight: 1,
    kind: 'trash',
    run: (world, draw) =>
      errand(world, draw, 'empty the trash', async (client) => {
        const { items } = await client.trash({});
        const numbers = items.map(({ deletion }) => deletion.seq);
        await client.emptyTrash({ body: { seen: Math.max(0, ...numbers) }, headers: seen(numbers) });
      }),
  },
  restoreVersion: {
    weight: 2,
    kind: 'history',
    run: (world, draw) =>
      errand(world, draw, 'restore a version', async (client, device) => {
        const files = device.library.files().filter(({ key }) => world.isMain(key));
        if (files.length === 0) return;
        const { type, name } = draw.pick(files).key;
        const { versions } = await client.history({ query: { type, name } });
        const contents = versions.filter(({ version, available }) => available && version.kind === 'content');
        const [head] = versions;
        if (contents.length === 0 || head === undefined) return;
        const { version } = draw.pick(contents);
        const copy = draw.chance(0.3) && type === 'GPX' ? draw.pick(trackKeys(world.options.names)).name : null;
        const operation =
          copy === null
            ? ({ op: 'restore', seq: version.seq, base: head.version.seq } as const)
            : ({ op: 'copy', seq: version.seq, to: copy, base: 0 } as const);
        await client.operate({ body: { operations: [operation] } });
      }),
  },
  deleteThere: {
    weight: 1.5,
    run: (world, draw) =>
      errand(world, draw, 'delete on the website', async (client) => {
        const { files } = await client.list({ query: { limit: 1000 } });
        if (files.length === 0) return;
        const { type, name, seq } = draw.pick(files);
        const scope = world.has('cloud-only') && draw.chance(0.3) ? 'cloud' : 'everywhere';
        await client.operate({ body: { operations: [{ op: 'delete', type, name, base: seq, scope }] } });
      }),
  },
  editThere: {
    weight: 1.5,
    run: (world, draw) =>
      errand(world, draw, 'edit on the website', async (client, device) => {
        const { files } = await client.list({ query: { limit: 1000, types: 'GPX' } });
        const tracks = files.filter(({ name }) => world.isMain({ type: 'GPX', name }));
        const old = tracks.length === 0 || draw.chance(0.3) ? null : draw.pick(tracks);
        const name = old?.name ?? draw.pick(trackKeys(world.options.names)).name;
        const packed = await codecHere.pack({ type: 'GPX', name }, trackFile(device.person, draw, false), device.clock.now());
        const base = old?.seq ?? files.find((file) => file.name === name)?.seq ?? 0;
        await device.website().upload([{ packed, base }]);
      }),
  },
  renameThere: {
    weight: 1.5,
    kind: 'rename',
    run: (world, draw) =>
      errand(world, draw, 'rename on the website', async (client) => {
        const { files } = await client.list({ query: { limit: 1000, types: 'GPX' } });
        if (files.length === 0) return;
        const { type, name, seq } = draw.pick(files);
        const to = draw.pick(trackKeys(world.options.names)).name;
        await client.operate({ body: { operations: [{ op: 'rename', type, name, to, base: seq }] } });
      }),
  },
  folderThere: {
    weight: 1,
    kind: 'rename',
    run: (world, draw) =>
      errand(world, draw, 'a folder on the website', async (client) => {
        const { cursor } = await client.changes({ query: { cursor: 0 } });
        const folder = draw.pick(['Alps', 'Sea', 'Moved', 'Alps/day']);
        const key: FileKey = { type: 'GPX', name: folder };
        const operation = draw.chance(0.7)
          ? ({ op: 'rename-folder', ...key, to: draw.pick(['Moved', 'Sea', 'Moved/far']), base: cursor } as const)
          : ({ op: 'delete-folder', ...key, base: cursor } as const);
        await client.operate({ body: { operations: [operation] } });
      }),
  },
  deleteOld: {
    weight: 0.7,
    kind: 'history',
    run: (world, draw) =>
      errand(world, draw, 'delete old versions', async (client, device) => {
        const upTo = world.ledger.account(device.account ?? -1).seq;
        await client.deleteOldVersions({ body: { seen: upTo }, headers: seen([upTo]) });
      }),
  },
  deleteType: {
    weight: 0.6,
    kind: 'cloud-only',
    run: (world, draw) =>
      errand(world, draw, 'delete a type in the cloud only', async (client) => {
        const { cursor } = await client.changes({ query: { cursor: 0 } });
        await client.deleteType({ body: { type: draw.pick(['GPX', 'FAVOURITES', 'PROFILE']), seen: cursor } });
      }),
  },
  deleteData: {
    weight: 0.4,
    kind: 'delete-data',
    run: (world, draw) =>
      errand(world, draw, 'delete all data', async (client) => {
        const { epoch } = await client.account();
        await client.deleteData({ body: { epoch }, headers: seen([epoch]) });
      }),
  },
  deleteAccount: {
    weight: 0.25,
    kind: 'sign-out',
    run: (world, draw) =>
      errand(world, draw, 'delete the account', async (client, device) => {
        await client.proofCode({ body: { purpose: 'delete-account' } });
        world.pass(10);
        await world.rest();
        const code = world.host.mails.takeCode(`person-${device.person}@example.org`);
        if (code === null) return;
        await client.deleteAccount({ body: { code }, headers: seen([0]) });
      }),
  },
  signOut: {
    weight: 0.6,
    kind: 'sign-out',
    run: (world, draw) =>
      errand(world, draw, 'sign out', async (client, device) => {
        await client.signOut();
        device.signOut();
      }),
  },
  signIn: {
    weight: 2,
    async run(world, draw) {
      const out = world.devices.filter((device) => device.token === null && !device.isBusy && !device.isGone);
      if (out.length === 0) return null;
      const device = draw.pick(out);
      let error = await world.register(device);
      const other = world.devices.find((one) => one.person === device.person && one.id !== null);
      if (error === 'device-limit' && other?.id != null) error = await world.register(device, other.id);
      return `${device.name} signs in: ${error ?? 'done'}`;
    },
  },
  newDevice: {
    weight: 0.5,
    kind: 'new-device',
    async run(world, draw) {
      if (world.devices.filter((device) => !device.isGone).length >= 8) return null;
      const device = world.addDevice(draw.int(0, world.options.accounts));
      return `${device.name} of person ${device.person} is new: ${(await world.register(device)) ?? 'done'}`;
    },
  },
  replaceDevice: {
    weight: 0.3,
    kind: 'new-device',
    async run(world) {
      const old = world.devices.find((device) => device.id !== null && !device.isGone && !device.isBusy);
      if (old?.id == null || world.devices.length >= 14) return null;
      const device = world.addDevice(old.person);
      const error = await world.register(device, old.id);
      if (error === null) old.lose();
      return `${device.name} takes the place of ${old.name}: ${error ?? 'done'}`;
    },
  },
  loseDevice: {
    weight: 0.3,
    kind: 'new-device',
    run(world, draw) {
      const [device, ...others] = world.devices.filter((one) => !one.isGone);
      if (device === undefined || others.length < 2) return null;
      const lost = draw.pick(others);
      lost.lose();
      return `${lost.name} is lost`;
    },
  },
};

/** A person settles a conflict. */
export function choose(device: SimDevice, key: FileKey, choice: Choice): string {
  device.begin(`resolve ${choice}`, { chosen: key, allowsDeletions: true }, (engine, signal) => engine.resolve(key, choice, { signal }));
  return `${device.name} settles ${key.name}: ${choice}`;
}
