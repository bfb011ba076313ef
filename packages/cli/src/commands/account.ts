import type { Context } from '../context.ts';
import { table } from '../output.ts';
import { signedIn } from '../session.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';
import { iso, isoOrNull } from '../times.ts';

/** The account: address, plan, space, devices (A4). */
export async function run(context: Context): Promise<Status> {
  const { output, words } = context;
  const { format } = output;
  const { client, session } = await signedIn(context);
  const [account, { devices, limit }] = await Promise.all([client.account(), client.devices()]);
  const { registered, subscription } = account;
  const document = {
    server: session.server,
    ...account,
    registered: iso(registered),
    grace: account.grace && { since: iso(account.grace.since), until: iso(account.grace.until) },
    subscription: subscription && { ...subscription, start: iso(subscription.start), expires: isoOrNull(subscription.expires) },
    devices: devices.length,
  };
  output.show(document, () => {
    const text = words.account;
    const rows = [
      [text.address, account.address],
      [text.server, session.server],
      [text.registered, format.day(account.registered)],
      [text.plan, text.plans[account.plan]],
    ];
    if (account.subscription !== null) {
      const { state, expires } = account.subscription;
      const said = words.purchases.states[state];
      rows.push([text.subscription, expires === null ? said : text.until(said, format.day(expires))]);
    }
    const count = format.number(devices.length);
    rows.push(
      [text.space, text.of(format.size(account.used), format.size(account.allowed))],
      [text.devices, limit === 0 ? count : `${count} / ${format.number(limit)}`],
    );
    const lines = table(rows);
    if (account.grace !== null) lines.push('', words.purchases.grace(format.day(account.grace.until)));
    if (account.admin) lines.push(text.admin);
    if (account.offer !== null) lines.push('', text.startHint(format.size(account.offer.quota), context.command('plan start')));
    return lines;
  });
  return status.done;
}
