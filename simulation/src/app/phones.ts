import type { FileKey } from '@cairn/protocol';
import { keyText } from '../memory-library.ts';
import type { World } from '../world.ts';
import { scopeOfRow } from './phone-wire.ts';
import { Requests, platforms } from './requests.ts';
import type { AppRequest } from './requests.ts';
import { SimPhone } from './sim-phone.ts';

/** A new phone of a person; the platforms take turns. */
export function addPhone(world: World, person: number): SimPhone {
  const number = world.phones.length;
  const platform = platforms[(world.options.seed + number) % platforms.length] ?? 'android';
  const phone = new SimPhone(number, person, platform, {
    ...{ clock: world.clock, network: world.network, pulse: world.pulse },
    excuse: (one, key) => excuseFor(world, one, key),
    wasDeletedThere: (account, key) => world.ledger.wasDeleted(account ?? -1, key),
    starts: () => world.host.starts,
    onGone: (one, row, starts) => world.phoneWire.gone(one, row, starts),
    onRun: (one, what, outcome) => {
      world.endedThere.push({ phone: one, outcome });
      const lists = ['uploaded', 'downloaded', 'deleted'] as const;
      const told = lists.map((list) => `${list} ${outcome[list].map(({ name }) => name).join(', ')}`).join('; ');
      world.trace.add(`  ${one.name} ${what} ended: ${told} ${outcome.conflicts.length} conflicts ${outcome.error?.message ?? ''}`);
    },
  });
  world.phones.push(phone);
  return phone;
}

/** Signs a phone in, past the network: with a code from the mail. The same phone takes its own place. @returns the error, or null. */
export async function registerPhone(world: World, phone: SimPhone): Promise<string | null> {
  const address = `person-${phone.person}@example.org`;
  const requests = new Requests(phone.platform);
  const asked = await ask(world, requests.registerUser(address, phone.phoneId));
  if (asked.error !== null) return asked.error;
  world.clock.advance(10);
  await world.rest();
  const code = world.host.mails.takeCode(address);
  if (code === null) return 'no-mail';
  const answer = await ask(world, requests.registerDevice(address, code, phone.phoneId));
  if (answer.error !== null) return answer.error;
  const { userid, id, accesstoken } = answer.json as { userid: number; id: number; accesstoken: string };
  world.ledger.personOf.set(userid, phone.person);
  phone.signIn(userid, id, accesstoken);
  return null;
}
async function ask(world: World, request: AppRequest): Promise<{ json: unknown; error: string | null }> {
  const answer = await world.host.handle({ from: 'sign-in', ...request });
  if (answer === null) return { json: null, error: 'down' };
  const text = Buffer.from(answer.body).toString('utf8');
  return answer.status === 200 ? { json: JSON.parse(text), error: null } : { json: null, error: text };
}

/** Why an app asks by its own rules for a deletion that nobody meant; null where the server must have led it there. */
function excuseFor(world: World, phone: SimPhone, key: FileKey): string | null {
  if (world.clocksLied || world.wasRolledBack) return 'clocks or a backup';
  const account = world.ledger.account(phone.account ?? -1);
  const rows = [...account.rows.values()];
  if (rows.some((row) => row.scope === scopeOfRow && keyText(row) === keyText(key))) return 'the newest row was removed';
  const twins = [...account.heads.values()].filter((row) => phone.store.form(row) === phone.store.form(key));
  return twins.length > 1 ? 'two spellings are one file to it' : null;
}
