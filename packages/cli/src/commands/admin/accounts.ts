import type { AdminAccountRow } from '@cairn/protocol';
import { UsageError } from '../../arguments.ts';
import { confirmed } from '../../confirm.ts';
import { deviceTable } from '../../device-table.ts';
import { shownName, table } from '../../output.ts';
import { status } from '../../status.ts';
import { iso, isoOrNull } from '../../times.ts';
import type { AdminCall, AdminRun } from './administrator.ts';
import { accountNumber } from './administrator.ts';
import { auditLines, auditRow } from './audit.ts';
import { mailRow } from './server.ts';

const onePage = 100;

/** `admin accounts [TEXT] [--state STATE] [--after NUMBER]` */
export const accounts: AdminRun = async ({ client, context, given, words }) => {
  const { output } = context;
  const { admin, account: texts } = context.words;
  const { format } = output;
  const after = Number(given.value('after') ?? '0');
  const body = {
    text: words[0] ?? '',
    state: stateOf(given.value('state')),
    after: Number.isSafeInteger(after) ? after : 0,
    limit: onePage,
  };
  const { accounts: rows, more } = await client.adminAccounts({ body });
  output.show({ accounts: rows.map(jsonRow), more }, () => {
    if (rows.length === 0) return [admin.nothing];
    const { headings } = admin;
    const head = [
      headings.account,
      headings.address,
      headings.state,
      headings.plan,
      headings.used,
      headings.allowed,
      headings.devices,
      headings.seen,
    ];
    const lines = rows.map((row) => [
      String(row.account),
      shownName(row.address) + (row.admin ? ' *' : ''),
      admin.states[row.state],
      texts.plans[row.plan],
      format.size(row.used),
      format.size(row.allowed),
      format.number(row.devices),
      row.lastSeen === null ? '' : format.ago(row.lastSeen, context.now()),
    ]);
    const next = context.command(`admin accounts --after ${rows.at(-1)?.account ?? 0}`);
    return [...table([head, ...lines], [0, 4, 5, 6]), ...(more ? ['', admin.more(next)] : [])];
  });
  return status.done;

  function stateOf(typed: string | undefined): 'active' | 'blocked' | 'deleting' | null {
    const found = (['active', 'blocked', 'deleting'] as const).find((state) => state === typed);
    if (typed !== undefined && found === undefined) throw new UsageError(context.words.usage.oneOf(['active', 'blocked', 'deleting']));
    return found ?? null;
  }
};

/** `admin account NUMBER|ADDRESS` */
export const account: AdminRun = async (call) => {
  const { client, context, words } = call;
  const { output } = context;
  const id = await accountNumber(call, words[0]);
  const found = await client.adminAccount({ params: { id } });
  const { deviceRows, mails, audit, ...facts } = found;
  const devices = deviceRows.map((row) => ({ ...row, registered: iso(row.registered), lastSeen: isoOrNull(row.lastSeen) }));
  const document = { ...facts, ...jsonRow(found), deviceRows: devices, mails: mails.map(mailRow), audit: audit.map(auditRow) };
  output.show(document, () => accountLines(call, found));
  return status.done;
};

function accountLines({ context }: AdminCall, found: Awaited<ReturnType<AdminCall['client']['adminAccount']>>): string[] {
  const { output } = context;
  const { admin, account: texts } = context.words;
  const { format } = output;
  const { facts } = admin;
  const rows = [
    [facts.address, shownName(found.address)],
    [facts.state, admin.states[found.state]],
    [facts.plan, texts.plans[found.plan]],
    [facts.registered, format.day(found.registered)],
    [facts.admin, found.admin ? admin.yes : admin.no],
    [facts.password, found.passwordSet ? admin.yes : admin.no],
    [facts.space, admin.of(format.size(found.used), format.size(found.allowed))],
    [facts.kept, format.size(found.kept)],
    ...(found.quota === null ? [] : [[facts.quota, format.size(found.quota)]]),
    [facts.sessions, format.number(found.sessions)],
    [facts.mails, format.number(found.mails.length)],
  ];
  const devices = found.deviceRows.length === 0 ? [] : ['', facts.devices, ...deviceTable(found.deviceRows, context)];
  const lately = found.audit.length === 0 ? [] : ['', facts.lately, ...auditLines(found.audit, context)];
  return [...table(rows), ...devices, ...lately];
}

export const block: AdminRun = (call) => change(call, { blocked: true }, (account) => call.context.words.admin.blocked(account));
export const unblock: AdminRun = (call) => change(call, { blocked: false }, (account) => call.context.words.admin.unblocked(account));

/** `admin administrator NUMBER on|off` */
export const administratorRight: AdminRun = (call) => {
  const { admin, usage } = call.context.words;
  const [, onOff] = call.words;
  if (onOff !== 'on' && onOff !== 'off') throw new UsageError(usage.oneOf(['on', 'off']));
  return change(call, { admin: onOff === 'on' }, (account) => (onOff === 'on' ? admin.made(account) : admin.unmade(account)));
};

/** `admin quota NUMBER SIZE|plan` */
export const quota: AdminRun = async (call) => {
  const { admin } = call.context.words;
  const { format } = call.context.output;
  const bytes = bytesOf(call.words[1], admin.badSize);
  return change(call, { quota: bytes }, (account, found) =>
    bytes === null ? admin.quotaOfPlan(account, format.size(found.allowed)) : admin.quotaSet(account, format.size(bytes)),
  );
};

async function change(
  call: AdminCall,
  body: { blocked?: boolean; quota?: number | null; admin?: boolean },
  say: (account: string, found: AdminAccountRow) => string,
) {
  const id = await accountNumber(call, call.words[0]);
  const found = await call.client.adminChangeAccount({ params: { id }, body });
  call.context.output.show({ ...jsonRow(found), quota: found.quota }, () => [say(String(id), found)]);
  return status.done;
}

/** `admin delete NUMBER [--yes]` */
export const deleteAccount: AdminRun = async (call) => {
  const { client, context, given } = call;
  const { admin } = context.words;
  const id = await accountNumber(call, call.words[0]);
  const { address } = await client.adminAccount({ params: { id } });
  if (!(await confirmed(context, given, admin.deleteQuestion(shownName(address))))) return status.failed;
  await client.adminDeleteAccount({ params: { id }, body: { address } });
  context.output.show({ deleted: id }, () => [admin.deleted(shownName(address))]);
  return status.done;
};

/** `admin sign-out NUMBER [DEVICE]` */
export const signOut: AdminRun = async (call) => {
  const { client, context, words } = call;
  const id = await accountNumber(call, words[0]);
  const device = words[1];
  if (device !== undefined && !/^[1-9]\d{0,8}$/.test(device)) throw new UsageError(context.words.usage.badId(device));
  const { count } = await client.adminSignOut({ params: { id }, body: { device: device === undefined ? null : Number(device) } });
  context.output.show({ signedOut: count }, () => [context.words.admin.signedOut(context.output.format.number(count))]);
  return status.done;
};

function bytesOf(typed: string | undefined, bad: (typed: string) => string): number | null {
  if (typed === 'plan') return null;
  const [, number, unit = ''] = /^(\d+)\s*(?:([KMGT])iB)?$/.exec(typed ?? '') ?? [];
  const bytes = Number(number) * 1024 ** ['', 'K', 'M', 'G', 'T'].indexOf(unit);
  if (number === undefined || !Number.isSafeInteger(bytes)) throw new UsageError(bad(typed ?? ''));
  return bytes;
}

function jsonRow({ account: number, address, state, admin, registered, plan, devices, lastSeen, used, kept, allowed }: AdminAccountRow) {
  return {
    account: number,
    address,
    state,
    admin,
    registered: iso(registered),
    plan,
    devices,
    lastSeen: isoOrNull(lastSeen),
    used,
    kept,
    allowed,
  };
}
