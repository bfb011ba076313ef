import type { AuditRow } from '@cairn/protocol';
import type { Context } from '../../context.ts';
import { shownName, table } from '../../output.ts';
import { status } from '../../status.ts';
import { iso } from '../../times.ts';
import type { AdminRun } from './administrator.ts';
import { accountNumber } from './administrator.ts';

/** `admin audit [--account NUMBER|ADDRESS] [--kind KIND] [--before PLACE] [--verify]` */
export const audit: AdminRun = async (call) => {
  const { client, context, given } = call;
  if (given.has('verify')) return verify(call);
  const typed = given.value('account');
  const account = typed === undefined ? undefined : await accountNumber(call, typed);
  const [kind, before] = [given.value('kind'), given.value('before')];
  const query = {
    ...(account === undefined ? {} : { account }),
    ...(kind === undefined ? {} : { kind }),
    ...(before === undefined ? {} : { before }),
    limit: 100,
  };
  const { rows, more } = await client.adminAudit({ query });
  context.output.show({ rows: rows.map(auditRow), more }, () => {
    if (rows.length === 0) return [context.words.admin.nothing];
    const next = context.command(`admin audit --before ${rows.at(-1)?.place ?? ''}`);
    return [...auditLines(rows, context), ...(more ? ['', context.words.admin.more(next)] : [])];
  });
  return status.done;
};

const verify: AdminRun = async ({ client, context }) => {
  const { admin } = context.words;
  const { format } = context.output;
  const found = await client.adminVerifyAudit();
  context.output.show(found, () => [
    ...(found.broken.length === 0 ? [admin.auditWhole(admin.auditRows(found.rows, format.number(found.rows)))] : []),
    ...found.broken.map(({ account, n, fault }) => admin.auditBroken(String(account), String(n), fault)),
    ...(found.otherKey === 0 ? [] : [admin.auditOtherKey(admin.auditRows(found.otherKey, format.number(found.otherKey)))]),
  ]);
  return found.broken.length === 0 ? status.done : status.failed;
};

export function auditLines(rows: readonly AuditRow[], context: Context): string[] {
  const { headings } = context.words.admin;
  const { format } = context.output;
  const head = [headings.when, headings.account, headings.what, headings.outcome, headings.who, headings.from, headings.facts];
  const lines = rows.map((row) => [
    format.moment(row.at),
    String(row.about ?? row.account),
    row.kind,
    row.outcome,
    row.actor,
    row.source,
    shownName(Object.entries(row.facts).map(([key, value]) => `${key}=${String(value)}`).join(' ')), // prettier-ignore
  ]);
  return table([head, ...lines], [1]);
}
export function auditRow(row: AuditRow) {
  return { ...row, at: iso(row.at) };
}
