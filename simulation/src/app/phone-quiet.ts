import { nameProblem } from '@cairn/protocol';
import { markOf } from '../contents.ts';
import { question } from '../host-database.ts';
import { keyText } from '../memory-library.ts';
import type { LogRow } from '../log-rows.ts';
import type { SeededRandom } from '../random.ts';
import { Violation } from '../violation.ts';
import type { World } from '../world.ts';
import { isMapName, scopeOfRow } from './phone-wire.ts';
import { registerPhone } from './phones.ts';
import type { Conflict } from './compare.ts';
import type { Outcome, Session, Settled } from './session.ts';
import type { SimPhone } from './sim-phone.ts';
import type { Item } from './store.ts';
import { isEmptyCollection } from './store.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** HTTP status of a server that asks for patience. */
const tooMany = 429;

export const phonesHere = (world: World): SimPhone[] => world.phones.filter((phone) => !phone.isGone);

/** All faults of the phones end: room, the right time, signed in, everything switched on, names that the cloud takes. */
export async function healPhones(world: World): Promise<void> {
  const phones = phonesHere(world);
  if (phones.length === 0) return;
  // A stamp that a wrong clock of the server made lies ahead of every edit of an app until time has come there, and so does a record of
  // one that a restored server has forgotten.
  const stamps = phones.map(({ account }) => (account === null ? 0 : world.ledger.account(account).stamp));
  const recorded = phones.flatMap(({ store }) => [...store.records().values()].map(({ uploadTime }) => uploadTime));
  const newest = Math.max(0, ...stamps, ...recorded);
  world.pass(Math.max(0, newest + minuteMs - world.clock.now()));
  await world.rest();
  for (const phone of phones) phone.restart();
  // What a phone sent before it was switched off, after the network had been cut.
  while (world.network.travelling.length > 0) world.network.take(0)?.fail('the phone was switched off');
  for (const phone of phones) {
    phone.clock.skew = 0;
    phone.store.capacity = Number.POSITIVE_INFINITY;
    phone.off.clear();
    for (const { key } of phone.store.items()) if (nameProblem(key.name) !== null) phone.delete(key);
    for (const item of phone.store.items())
      if (Math.max(item.modified, item.infoModified) > world.clock.now()) saveAgain(world, phone, item);
    await signIn(world, phone);
    fetchMaps(world, phone);
  }
}
/**
 * A map that the phone lost, or of which it does not know that it sent it (the answer was lost, and its time is no later): the person
 * downloads it from OsmAnd again, because no cloud of ours keeps it.
 */
function fetchMaps(world: World, phone: SimPhone): void {
  const maps = question<{ name: string; stamp: number }>(
    'SELECT name, stamp FROM map_record WHERE account = ? AND device = ? ORDER BY name',
  );
  for (const { name, stamp } of world.host.database.tables.all(maps, phone.account, phone.id)) {
    const key = { type: 'FILE', name };
    const [map, known] = [phone.store.get(key), phone.store.record(key)?.uploadTime ?? 0];
    if (map === undefined || (map.modified <= known && known < stamp))
      phone.write(key, new Uint8Array(Buffer.from(`map ${markOf(phone.person)}`)), world.clock.now());
  }
}
async function signIn(world: World, phone: SimPhone): Promise<void> {
  let error: string | null = null;
  for (let tries = 0; phone.token === null && tries < 3; tries++) {
    error = await registerPhone(world, phone);
    if (error !== null) world.pass(dayMs);
  }
  if (phone.token === null) throw new Violation('shut-out', `${phone.name} cannot sign in any more: ${error}`);
}

/** A sync of one phone to its end. @returns moved files and conflicts. @throws Violation `failed` when it cannot */
export async function syncPhone(world: World, phone: SimPhone, toTheEnd: (phone: SimPhone) => Promise<void>): Promise<Outcome> {
  for (let tries = 0; ; tries++) {
    await signIn(world, phone);
    const outcome = await carryOut(world, phone, (session) => session.sync(), toTheEnd);
    if (outcome.error === null) return outcome;
    const isPassing = outcome.error.code === tooMany || phone.token === null;
    if (!isPassing || tries > 20) throw new Violation('failed', `${phone.name}: ${outcome.error.message}`);
    world.pass(minuteMs);
  }
}
async function carryOut(
  world: World,
  phone: SimPhone,
  work: (session: Session) => Promise<Outcome>,
  toTheEnd: (phone: SimPhone) => Promise<void>,
): Promise<Outcome> {
  world.endedThere.length = 0;
  phone.begin('sync', work);
  await toTheEnd(phone);
  const outcome = world.endedThere.at(-1)?.outcome;
  if (outcome === undefined) throw new Violation('no-result', `${phone.name} ended without a result`);
  return outcome;
}
/** How many files a run moved, without those that are one file to the phone and two in the cloud. */
export function movedBy(world: World, phone: SimPhone, { uploaded, downloaded, deleted }: Outcome): number {
  const twins = twinsOf(world, phone);
  return [...uploaded, ...downloaded, ...deleted].filter((key) => !twins.has(phone.store.form(key))).length;
}

/** People settle what a phone shows as a conflict, one after the other. */
export async function settlePhone(
  world: World,
  phone: SimPhone,
  draw: SeededRandom,
  toTheEnd: (phone: SimPhone) => Promise<void>,
): Promise<void> {
  for (let left = 40; left > 0; left--) {
    const choice = draw.pick(['local', 'cloud'] as const);
    const settle = ([first]: readonly Conflict[]): Settled | null => {
      if (first === undefined) return null;
      // Of a map the cloud has no more than its name.
      return { conflict: first, side: isMapName(first.row.name) ? 'local' : choice };
    };
    const outcome = await carryOut(world, phone, (session) => session.resolve(settle), toTheEnd);
    if (outcome.error !== null && outcome.error.code !== tooMany)
      throw new Violation('failed', `${phone.name} settles: ${outcome.error.message}`);
    if (outcome.error !== null) world.pass(minuteMs);
    else if (outcome.conflicts.length === 0) return;
  }
}

/**
 * What is on a phone is what the cloud has, as far as the app can know. Where it cannot, because it compares times and a clock was wrong or
 * the edit came while it synced, the person saves the file again. @returns how many were
 */
export function comparePhone(world: World, phone: SimPhone): number {
  const cloud = world.ledger.live(phone.account ?? -1);
  const twins = twinsOf(world, phone);
  const forms = new Map<string, LogRow>();
  for (const row of cloud.values()) if (world.isMain(row)) forms.set(phone.store.form(row), row);
  let saved = 0;
  for (const [form, row] of forms) {
    if (twins.has(form)) continue;
    const item = phone.store.get(row);
    if (item === undefined) throw new Violation('differs', `${phone.name}: ${row.name} is missing here; the cloud has version ${row.seq}`);
    if (item.hash === row.hash) continue;
    const excuse = excuseFor(world, phone, item);
    if (excuse === null)
      throw new Violation('differs', `${phone.name}: ${row.name} is another here than version ${row.seq}, and the app sees no change`);
    world.trace.add(`${phone.name} saves ${row.name} again: ${excuse}`);
    saveAgain(world, phone, item);
    saved++;
  }
  for (const item of phone.store.items()) {
    if (forms.has(phone.store.form(item.key)) || isEmptyCollection(item) || isMapName(item.key.name)) continue;
    throw new Violation('differs', `${phone.name}: ${item.key.name} is here and not in the cloud`);
  }
  return saved;
}
/** Saved as it is, but for a blank at its end: a digest from before says nothing of it then. */
function saveAgain(world: World, phone: SimPhone, { key, bytes }: Item): void {
  const now = world.clock.now();
  phone.write(key, new Uint8Array([...bytes, 0x20]), now);
  const info = phone.store.get(key);
  if (info !== undefined && info.infoModified > now) phone.store.putInfo(key, info.info ?? new Uint8Array(0), now);
}
/** Why the app itself cannot see that a file differs; null = it must have been able to. */
function excuseFor(world: World, phone: SimPhone, item: Item): string | null {
  if (world.clocksLied || world.wasRolledBack) return 'a clock was wrong or the server was put back';
  if (phone.writtenMeanwhile.has(phone.store.form(item.key))) return 'it was written during a sync';
  const { uploadTime = 0 } = phone.store.record(item.key) ?? {};
  if (uploadTime - Math.max(item.modified, item.infoModified) < 1000) return 'it was written within a second of the version';
  const rows = [...world.ledger.account(phone.account ?? -1).rows.values()];
  if (rows.some((row) => row.scope === scopeOfRow && keyText(row) === keyText(item.key))) return 'the newest row was removed';
  return null;
}
/** Names of the cloud that are one file to the phone. */
function twinsOf(world: World, phone: SimPhone): Set<string> {
  const seen = new Set<string>();
  const twins = new Set<string>();
  for (const row of world.ledger.live(phone.account ?? -1).values()) {
    const form = phone.store.form(row);
    if (seen.has(form)) twins.add(form);
    seen.add(form);
  }
  return twins;
}
