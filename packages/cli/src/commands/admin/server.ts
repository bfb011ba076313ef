import type { ClientAnswer } from '@cairn/protocol';
import { UsageError } from '../../arguments.ts';
import type { Context } from '../../context.ts';
import { table } from '../../output.ts';
import { status } from '../../status.ts';
import { iso, isoOrNull } from '../../times.ts';
import type { AdminRun } from './administrator.ts';

type ServerStatus = ClientAnswer<'adminStatus'>;

/** `admin storage`: how the server is, and what it holds. */
export const storage: AdminRun = async ({ client, context }) => {
  const found = await client.adminStatus();
  context.output.show(statusDocument(found), () => statusLines(found, context));
  return found.ready ? status.done : status.failed;
};

function statusLines(found: ServerStatus, context: Context): string[] {
  const { format } = context.output;
  const { admin, fileCount } = context.words;
  const { server, yes } = admin;
  const { accounts } = found;
  const down = found.checks.filter((check) => !check.ok).map(({ name, note }) => (note === '' ? name : `${name} (${note})`));
  const shelf = ({ files, stored }: ServerStatus['live']): string =>
    server.files(fileCount(files, format.number(files)), format.size(stored));
  return table([
    [server.version, found.version],
    [server.ready, found.ready ? yes : server.notReady(down.join(', '))],
    [server.accounts, server.counts(format.number(accounts.active), format.number(accounts.blocked), format.number(accounts.deleting))],
    [server.devices, format.number(found.devices)],
    [server.sessions, format.number(found.sessions)],
    [server.live, shelf(found.live)],
    [server.trash, shelf(found.trash)],
    [server.history, shelf(found.history)],
    [server.unreferenced, format.number(found.unreferenced)],
    [server.free, found.free === null ? server.unknown : format.size(found.free)],
    [server.mails, format.number(found.mails.waiting)],
  ]);
}

function statusDocument({ jobs: all, mails: waiting, ...found }: ServerStatus) {
  return { ...found, mails: { ...waiting, oldestDue: isoOrNull(waiting.oldestDue) }, jobs: all.map(jobRow) };
}
function jobRow(job: ServerStatus['jobs'][number]) {
  return { ...job, began: isoOrNull(job.began), ended: isoOrNull(job.ended) };
}

/** `admin jobs [run NAME]` */
export const jobs: AdminRun = async ({ client, context, words }) => {
  const { output } = context;
  const { admin, usage } = context.words;
  const { format } = output;
  const [verb, name] = words;
  if (verb !== undefined) {
    if (verb !== 'run' || name === undefined) throw new UsageError(usage.oneOf(['run NAME']));
    await client.adminRunJob({ body: { name } });
    output.show({ ran: name }, () => [admin.jobDone(name)]);
    return status.done;
  }
  const { jobs: rows } = await client.adminStatus();
  output.show({ jobs: rows.map(jobRow) }, () => {
    const { headings } = admin;
    const lines = rows.map((job) => [
      job.name,
      format.span(job.everyMs),
      job.began === null ? admin.never : format.ago(job.began, context.now()),
      job.running ? admin.running : job.failed ? admin.failed : job.began === null ? '' : admin.fine,
    ]);
    return table([[headings.job, headings.every, headings.last, headings.outcome], ...lines]);
  });
  return status.done;
};

/** `admin mails [retry ID|all]` */
export const mails: AdminRun = async ({ client, context, words }) => {
  const { output } = context;
  const { admin, usage } = context.words;
  const { format } = output;
  const [verb, which] = words;
  if (verb !== undefined) {
    if (verb !== 'retry' || which === undefined || !/^(all|\d{1,15})$/.test(which))
      throw new UsageError(usage.oneOf(['retry ID', 'retry all']));
    const { count } = await client.adminRetryMails({ body: { ids: which === 'all' ? null : [Number(which)] } });
    output.show({ retried: count }, () => [admin.retried(format.number(count))]);
    return status.done;
  }
  const { mails: rows, more } = await client.adminMails({ query: { limit: 200 } });
  output.show({ mails: rows.map(mailRow), more }, () => {
    if (rows.length === 0) return [admin.noMails];
    const { headings } = admin;
    const lines = rows.map((mail) => [
      String(mail.id),
      mail.account === 0 ? '' : String(mail.account),
      format.number(mail.tries),
      format.moment(mail.next),
      format.moment(mail.expires),
    ]);
    return table([[headings.id, headings.account, headings.tries, headings.next, headings.expires], ...lines], [0, 1, 2]);
  });
  return status.done;
};
export function mailRow(mail: ClientAnswer<'adminMails'>['mails'][number]) {
  return { ...mail, expires: iso(mail.expires), next: iso(mail.next) };
}

/** `admin settings`: as the running server has them. */
export const settings: AdminRun = async ({ client, context }) => {
  const { output, words } = context;
  const { settings: rows } = await client.adminSettings();
  output.show({ settings: rows }, () => table(rows.map((row) => [row.setting, row.value, words.config.origins[row.origin]])));
  return status.done;
};
