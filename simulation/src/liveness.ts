import { mainOf, nameProblem } from '@cairn/protocol';
import { comparePhone, healPhones, movedBy, phonesHere, settlePhone, syncPhone } from './app/phone-quiet.ts';
import type { SimPhone } from './app/sim-phone.ts';
import { choose } from './cloud-acts.ts';
import type { SimDevice } from './device.ts';
import { movedIn, roundsUntilStill } from './quiet-rounds.ts';
import type { Round } from './quiet-rounds.ts';
import { SeededRandom } from './random.ts';
import { keyText } from './memory-library.ts';
import { Violation } from './violation.ts';
import type { World } from './world.ts';

const minuteMs = 60_000;

/**
 * The quiet time after a history (R23): no faults, no edits, room everywhere. All devices and the cloud must come to hold the same
 * within ten rounds; people settle what is in conflict; then two further rounds must move nothing.
 */
export async function settleDown(world: World): Promise<void> {
  world.trace.add('quiet begins');
  await heal(world);
  const draw = new SeededRandom(`settling ${world.options.seed}`);
  for (let tries = 0; ; tries++) {
    const conflicts = await roundsUntilStill(world.trace, () => syncAll(world));
    if (tries > 20) throw new Violation('conflict-stays', 'conflicts do not end by settling them');
    if (conflicts > 0) {
      for (const device of signedIn(world)) await settleConflicts(world, device, draw);
      for (const phone of phonesHere(world)) await settlePhone(world, phone, draw, (one) => toTheEnd(world, one));
    } else if (phonesHere(world).reduce((saved, phone) => saved + comparePhone(world, phone), 0) === 0) break;
  }
  world.ledger.sweep();
  compareAll(world);
  await checkStorage(world);
}

/** All faults end: the server runs with room and the right time, devices are on, signed in and have space. */
async function heal(world: World): Promise<void> {
  const { host, network } = world;
  if (world.isFull) host.fill((world.isFull = false));
  host.mails.isDown = false;
  host.clock.skew = 0;
  network.copies.length = 0;
  while (network.travelling.length > 0) network.take(0)?.fail('the network was cut');
  await world.rest();
  host.quota = 100_000_000;
  host.historyLimit = 1_000_000_000;
  host.deviceLimit = 0;
  host.plan = 'pro';
  host.fileLimit = 1_000_000;
  host.crash();
  await host.start();
  for (const device of world.devices) {
    device.restart(false);
    device.clock.skew = 0;
    device.library.capacity = Number.POSITIVE_INFINITY;
  }
  await world.check();
  await healPhones(world);
  for (const device of world.devices) {
    if (device.isGone) continue;
    // Names that the cloud does not take stay on the device until the person gives them others.
    for (const { key } of device.library.files()) if (nameProblem(key.name) !== null) device.delete(key);
    await signIn(world, device);
    await run(world, device, 'look', async (engine) => engine.sync({ unattended: true }));
    // Somebody ended its token and it does not know.
    await signIn(world, device);
    await run(world, device, 'switch on', async (engine) => {
      const off = await engine.selection();
      if (off.length > 0) await engine.select(off, true);
      const result = await engine.sync({ allowDeletions: true });
      if (!result.paused) return result;
      await engine.confirmAfterReset();
      return engine.sync({ allowDeletions: true });
    });
  }
}

async function signIn(world: World, device: SimDevice): Promise<void> {
  let error: string | null = null;
  for (let tries = 0; device.token === null && tries < 3; tries++) {
    error = await world.register(device);
    if (error !== null) world.pass(86_400_000);
  }
  if (device.token === null) throw new Violation('shut-out', `${device.name} cannot sign in any more: ${error}`);
}

const signedIn = (world: World): SimDevice[] => world.devices.filter((device) => device.token !== null && !device.isGone);

/** Carries a run to its end: every message goes through, and time passes when all wait for it. */
async function run(world: World, device: SimDevice, what: string, work: Parameters<SimDevice['begin']>[2]): Promise<void> {
  device.begin(what, { allowsDeletions: true }, work);
  await toTheEnd(world, device);
}
async function toTheEnd(world: World, device: SimDevice | SimPhone): Promise<void> {
  await world.rest();
  for (let turns = 0; device.isBusy; turns++) {
    if (turns > 2000) throw new Violation('endless', `${device.name} does not come to an end`);
    const one = world.network.take(0);
    if (one === null) world.pass(minuteMs);
    else {
      const answer = one.answer ?? (await world.handle(one.message));
      world.trace.add(`${one.message.from} ${one.message.method} ${one.message.path} → ${answer?.status ?? 'nothing'}`);
      if (answer === null) one.fail('no answer');
      else one.arrive(answer);
    }
    await world.rest();
    await world.check();
  }
}

/** Everybody syncs once. */
async function syncAll(world: World): Promise<Round> {
  let [moves, conflicts] = [0, 0];
  for (const device of signedIn(world)) {
    world.ended.length = 0;
    const before = world.trace.count;
    await run(world, device, 'sync', (engine) => engine.sync({ allowDeletions: true }));
    const result = world.ended.at(-1)?.result;
    if (result === undefined)
      throw new Violation('no-result', `${device.name} ended without a result after ${world.trace.count - before} lines`);
    moves += movedIn(device.name, result) + world.versionsSince();
    conflicts += result.conflicts.length;
  }
  for (const phone of phonesHere(world)) {
    const outcome = await syncPhone(world, phone, (one) => toTheEnd(world, one));
    moves += movedBy(world, phone, outcome);
    conflicts += outcome.conflicts.length;
  }
  return { moves, conflicts };
}

async function settleConflicts(world: World, device: SimDevice, draw: SeededRandom): Promise<void> {
  world.ended.length = 0;
  await run(world, device, 'sync', (engine) => engine.sync({ allowDeletions: true }));
  for (const { key, choices } of world.ended.at(-1)?.result.conflicts ?? []) {
    world.trace.add(choose(device, key, draw.pick(choices.filter((choice) => choice !== 'merge'))));
    await toTheEnd(world, device);
  }
}

/** The same names and hashes everywhere; what was deleted in the cloud only is kept by its devices. */
function compareAll(world: World): void {
  for (const device of signedIn(world)) {
    const account = device.account ?? -1;
    const cloud = world.ledger.live(account);
    const here = new Map(device.library.files().map((file) => [keyText(file.key), file]));
    const agreed = device.bases.agreed();
    for (const [at, row] of cloud) {
      const file = here.get(at);
      if (file?.hash !== row.hash && !isOrphan(row, cloud)) {
        throw new Violation(
          'differs',
          `${device.name}: ${row.name} is ${file === undefined ? 'missing' : 'another'} here; the cloud has version ${row.seq}`,
        );
      }
    }
    for (const [at, file] of here) {
      if (cloud.has(at) || world.isCloudOnly(account, file.key)) continue;
      throw new Violation(
        'differs',
        `${device.name}: ${file.key.name} is here and not in the cloud${agreed.has(at) ? ', though agreed on' : ''}`,
      );
    }
  }
}
/** A companion without its file. */
function isOrphan(row: { readonly type: string; readonly name: string }, cloud: ReadonlyMap<string, unknown>): boolean {
  const main = mainOf(row.name);
  return main !== null && !cloud.has(keyText({ type: row.type, name: main }));
}

/** R07: what lies on the server's disk is what its log refers to, after the grace time. */
async function checkStorage(world: World): Promise<void> {
  world.pass(3 * 86_400_000);
  await world.jobs();
  await world.rest();
  world.pass(3 * 3_600_000);
  await world.jobs();
  await world.rest();
  await world.check();
  world.ledger.checkEnded();
  const known = new Set(await world.host.store.knownKeys(world.host.blobs.keys));
  const [orphan] = world.host.blobs.keys.filter((key) => !known.has(key));
  if (orphan !== undefined) throw new Violation('orphan', `content ${orphan} lies on the disk and nothing refers to it`);
}
