import type { ContentVersion, FileKey } from '@cairn/protocol';
import { isCompanion } from '@cairn/protocol';
import { isEmptyCollection } from '../app/store.ts';
import { hashOf, keyText } from '../memory-library.ts';
import { movedIn, roundsUntilStill } from '../quiet-rounds.ts';
import type { Round } from '../quiet-rounds.ts';
import { SeededRandom } from '../random.ts';
import { Violation } from '../violation.ts';
import { writeOnPhone } from './acts.ts';
import { pathOf } from './device.ts';
import type { RealDevice } from './device.ts';
import type { RealPhone } from './phone.ts';
import type { RealWorld } from './world.ts';

/** The wires are whole and nobody edits: all must come to hold the same, and nothing may be lost or have come back (R23, R24). */
export async function settleDown(world: RealWorld): Promise<void> {
  world.trace.add('quiet begins');
  world.proxy.meet(() => null);
  const draw = new SeededRandom(`settling ${world.options.seed}`);
  for (let tries = 0; ; tries++) {
    if (tries > 20) throw new Violation('conflict-stays', 'conflicts do not end by settling them');
    if ((await roundsUntilStill(world.trace, () => syncAll(world))) > 0) await settleConflicts(world, draw);
    else if ((await comparePhones(world)) === 0) break;
  }
  const heads = await headsOf(world);
  for (const device of world.devices) compare(device, heads);
  await world.books.check(world.client, heads, disksOf(world));
  world.checkBounds();
}

/** Everybody syncs once. */
async function syncAll(world: RealWorld): Promise<Round> {
  const before = await cursorOf(world);
  let [moves, conflicts] = [0, 0];
  for (const device of world.devices) {
    const result = await world.sync(device, { allowDeletions: true });
    moves += movedIn(device.name, result);
    conflicts += result.conflicts.length;
  }
  for (const phone of world.phones) {
    const { error, uploaded, downloaded, deleted, conflicts: open } = await world.runPhone(phone, 'sync', (session) => session.sync());
    if (error !== null) throw new Violation('failed', `${phone.name}: ${error.message}`);
    moves += uploaded.length + downloaded.length + deleted.length;
    conflicts += open.length;
  }
  return { moves: moves + (await cursorOf(world)) - before, conflicts };
}
/** Rises with everything that is written in the cloud. */
async function cursorOf(world: RealWorld): Promise<number> {
  return (await world.client.changes({ query: { cursor: 0 } })).cursor;
}

async function settleConflicts(world: RealWorld, draw: SeededRandom): Promise<void> {
  for (const device of world.devices) {
    const { conflicts } = await world.sync(device, { allowDeletions: true });
    for (const { key, choices } of conflicts) {
      const choice = draw.pick(choices.filter((one) => one !== 'merge'));
      world.books.chose(key);
      await world.watched(device, `resolve ${choice}`, true, () => device.resolve(key, choice));
    }
  }
  for (const phone of world.phones) await settleOnPhone(world, phone, draw);
}
async function settleOnPhone(world: RealWorld, phone: RealPhone, draw: SeededRandom): Promise<void> {
  for (let left = 40; left > 0; left--) {
    const side = draw.pick(['local', 'cloud'] as const);
    const outcome = await world.runPhone(phone, `settles by ${side}`, (session) =>
      session.resolve(([conflict]) => {
        if (conflict === undefined) return null;
        world.books.chose(conflict.row);
        if (side === 'cloud') world.books.gaveUp(phone.name, conflict.local.item.hash);
        return { conflict, side };
      }),
    );
    if (outcome.error !== null) throw new Violation('failed', `${phone.name} settles: ${outcome.error.message}`);
    if (outcome.conflicts.length === 0) return;
  }
}

async function headsOf(world: RealWorld): Promise<Map<string, ContentVersion>> {
  const { files } = await world.client.list({ query: { limit: 1000 } });
  return new Map(files.map((file) => [keyText(file), file]));
}
/** The same names and hashes here as in the cloud. */
function compare(device: RealDevice, heads: ReadonlyMap<string, ContentVersion>): void {
  const here = new Map(device.files().map(({ key, hash }) => [keyText(key), { key, hash }]));
  for (const [at, head] of heads) {
    if (pathOf(head) === null || isCompanion(head.name)) continue;
    const file = here.get(at);
    if (file?.hash !== head.hash)
      throw new Violation(
        'differs',
        `${device.name}: ${head.name} is ${file === undefined ? 'missing' : 'another'} here; the cloud has version ${head.seq}`,
      );
  }
  for (const [at, { key }] of here) {
    if (!heads.has(at)) throw new Violation('differs', `${device.name}: ${key.name} is here and not in the cloud`);
  }
}

/** Apps compare times to a second: what was written within one of a version may look unchanged, and its person saves it again. @returns how many were */
async function comparePhones(world: RealWorld): Promise<number> {
  const heads = await headsOf(world);
  let saved = 0;
  for (const phone of world.phones) {
    const { store } = phone;
    const forms = new Map([...heads.values()].filter(({ name }) => !isCompanion(name)).map((head) => [store.form(head), head]));
    for (const head of forms.values()) {
      if (pathOf(head) === null) continue;
      const item = store.get(head);
      if (item?.hash === head.hash) continue;
      const { uploadTime = 0 } = store.record(head) ?? {};
      if (item === undefined || Math.abs(uploadTime - item.modified) >= 1000)
        throw new Violation(
          'differs',
          `${phone.name}: ${head.name} is ${item === undefined ? 'missing' : 'another'} here; the cloud has version ${head.seq}`,
        );
      world.trace.add(writeOnPhone(world, phone, item.key, new Uint8Array([...item.bytes, 0x20])));
      saved++;
    }
    for (const item of store.items()) {
      if (!forms.has(store.form(item.key)) && !isEmptyCollection(item))
        throw new Violation('differs', `${phone.name}: ${item.key.name} is here and not in the cloud`);
    }
  }
  return saved;
}

function disksOf(world: RealWorld) {
  const [first] = world.devices;
  const hashes = new Set([
    ...world.devices.flatMap((device) => device.files().map(({ hash }) => hash)),
    ...world.phones.flatMap(({ store }) => store.items().map(({ bytes }) => hashOf(bytes))),
  ]);
  const undone = new Set(world.devices.flatMap((device) => [...device.undone()]));
  return { hashes, undone, pointsOf: (key: FileKey) => first?.read(key) ?? null };
}
