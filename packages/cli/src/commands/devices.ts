import type { Given } from '../arguments.ts';
import { UsageError } from '../arguments.ts';
import type { Context } from '../context.ts';
import { deviceTable } from '../device-table.ts';
import { CommandError } from '../faults.ts';
import { signedIn } from '../session.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';
import { iso, isoOrNull } from '../times.ts';

/** Devices of the account (A4, A8): list, sign one or all others out. */
export async function run(context: Context, given: Given): Promise<Status> {
  const { words } = context;
  const [verb, id] = given.words;
  if (verb === undefined && !given.has('others')) return list(context);
  if (verb !== 'sign-out') throw new UsageError(words.usage.oneOf(['sign-out ID', 'sign-out --others']));
  if (given.has('others')) {
    if (id !== undefined) throw new UsageError(words.usage.onlyOneOf(['ID', '--others']));
    return signOutOthers(context);
  }
  if (id === undefined || !/^\d{1,15}$/.test(id)) throw new UsageError(words.usage.badId(id ?? ''));
  return signOut(context, Number(id));
}

async function list(context: Context): Promise<Status> {
  const { output, words } = context;
  const { format } = output;
  const { client } = await signedIn(context);
  const { devices, limit } = await client.devices();
  const rows = devices.map((device) => ({ ...device, registered: iso(device.registered), lastSeen: isoOrNull(device.lastSeen) }));
  output.show({ devices: rows, limit }, () => {
    const count = format.number(devices.length);
    const summary = limit === 0 ? words.devices.ofNone(count) : words.devices.of(count, format.number(limit));
    return [...deviceTable(devices, context), '', summary, words.devices.signOutHint(context.command('devices sign-out ID'))];
  });
  return status.done;
}

async function signOut(context: Context, id: number): Promise<Status> {
  const { output, words } = context;
  const { client } = await signedIn(context);
  const { devices } = await client.devices();
  const device = devices.find((row) => row.id === id);
  if (device === undefined) throw new CommandError('no-such-device', words.devices.unknown(String(id)));
  if (device.current) throw new CommandError('own-device', words.devices.itself(context.command('logout')));
  await client.signOutDevice({ params: { id } });
  output.show({ signedOut: id }, () => [words.devices.signedOut(device.name)]);
  return status.done;
}

async function signOutOthers(context: Context): Promise<Status> {
  const { output, words } = context;
  const { client } = await signedIn(context);
  const { count } = await client.signOutOthers();
  output.show({ signedOut: count }, () => [words.devices.othersDone(count, output.format.number(count))]);
  return status.done;
}
