import { UsageError } from '../../arguments.ts';
import { shownName, table } from '../../output.ts';
import { status } from '../../status.ts';
import { iso } from '../../times.ts';
import type { AdminRun } from './administrator.ts';

/** `admin invitations` */
export const invitations: AdminRun = async ({ client, context }) => {
  const { output } = context;
  const { admin } = context.words;
  const { format } = output;
  const { registration, invitations: rows } = await client.adminInvitations();
  const shown = rows.map((row) => ({ ...row, made: iso(row.made), expires: iso(row.expires) }));
  output.show({ registration, invitations: shown }, () => {
    const { headings } = admin;
    const head = [headings.id, headings.made, headings.expires, headings.used_by, headings.note];
    const lines = rows.map((row) => [
      row.id,
      format.day(row.made),
      format.day(row.expires),
      row.spentBy === null ? admin.open : String(row.spentBy),
      shownName(row.note),
    ]);
    const list = rows.length === 0 ? [admin.nothing] : table([head, ...lines]);
    return registration === 'invite' ? list : [...list, '', admin.notByInvitation(registration)];
  });
  return status.done;
};

/** `admin invite [--days N] [--note TEXT]` */
export const invite: AdminRun = async ({ client, context, given }) => {
  const days = Number(given.value('days') ?? '14');
  if (!Number.isSafeInteger(days) || days < 1 || days > 365) throw new UsageError(context.words.usage.badId(given.value('days') ?? ''));
  const { link, expires } = await client.adminInvite({ body: { days, note: given.value('note') ?? '' } });
  const { output, words } = context;
  output.show({ link, expires: iso(expires) }, () => [words.admin.invited(link, output.format.day(expires))]);
  return status.done;
};

/** `admin withdraw ID` */
export const withdraw: AdminRun = async ({ client, context, words }) => {
  const [id] = words;
  if (id === undefined) throw new UsageError(context.words.usage.tooFew);
  await client.adminWithdraw({ params: { id } });
  context.output.show({ withdrawn: id }, () => [context.words.admin.withdrawn]);
  return status.done;
};
