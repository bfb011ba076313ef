import type { CampaignRow } from '@cairn/protocol';
import { UsageError } from '../../arguments.ts';
import type { Given } from '../../arguments.ts';
import type { Context } from '../../context.ts';
import { shownName, table } from '../../output.ts';
import { purchasesForJson, purchasesTable } from '../../purchases-table.ts';
import { status } from '../../status.ts';
import { iso, isoOrNull } from '../../times.ts';
import type { AdminRun } from './administrator.ts';
import { accountNumber } from './administrator.ts';

const dayMs = 86_400_000;

/** `admin purchases ACCOUNT`: every purchase of an account, and why it counts or does not */
export const purchases: AdminRun = async (call) => {
  const { client, context } = call;
  const { output, words } = context;
  const id = await accountNumber(call, call.words[0]);
  const found = await client.operatorPurchases({ params: { id } });
  const rows = purchasesForJson(found.purchases).map((row) => ({ ...row, checked: iso(row.checked) }));
  const grace = found.grace && { since: iso(found.grace.since), until: iso(found.grace.until) };
  output.show({ ...found, grace, purchases: rows }, () => [
    words.plan.shown(words.account.plans[found.plan]),
    ...(found.grace === null ? [] : [words.purchases.grace(output.format.day(found.grace.until))]),
    ...(found.purchases.length === 0 ? [words.purchases.none] : purchasesTable(found.purchases, context)),
  ]);
  return status.done;
};

/** `admin grant ACCOUNT [--days N] [--note TEXT]`: Pro, without an end where no days are given */
export const grant: AdminRun = async (call) => {
  const { client, context, given } = call;
  const id = await accountNumber(call, call.words[0]);
  const days = numberOf(context, given, 'days');
  const until = days === null ? null : Date.now() + days * dayMs;
  const { order } = await client.operatorGrant({ params: { id }, body: { until, note: given.value('note') ?? '' } });
  context.output.show({ account: id, order, until: isoOrNull(until) }, () => [context.words.adminPlans.granted(String(id), order)]);
  return status.done;
};

/** `admin take-back ACCOUNT ORDER`: a grant or a promo */
export const takeBack: AdminRun = async (call) => {
  const { client, context, words } = call;
  const id = await accountNumber(call, words[0]);
  const order = words[1];
  if (order === undefined) throw new UsageError(context.words.usage.tooFew);
  await client.operatorWithdraw({ params: { id }, body: { order } });
  context.output.show({ account: id, takenBack: order }, () => [context.words.adminPlans.takenBack(String(id))]);
  return status.done;
};

/** `admin campaigns [begin NAME --limit N [--days N] [--months N] | end NAME]` */
export const campaigns: AdminRun = async ({ client, context, given, words: [verb, name] }) => {
  const { words } = context;
  if (verb === undefined) return show(context, (await client.operatorCampaigns()).campaigns, []);
  if ((verb !== 'begin' && verb !== 'end') || name === undefined) throw new UsageError(words.usage.oneOf(['begin', 'end']));
  if (verb === 'end') {
    const { campaigns: left } = await client.operatorEndCampaign({ params: { name } });
    return show(context, left, [words.adminPlans.campaignEnded(name)]);
  }
  const limit = numberOf(context, given, 'limit');
  if (limit === null) throw new UsageError(words.usage.tooFew);
  const start = Date.now();
  const end = start + (numberOf(context, given, 'days') ?? 30) * dayMs;
  const body = { name, start, end, limit, months: numberOf(context, given, 'months') };
  return show(context, (await client.operatorAddCampaign({ body })).campaigns, [words.adminPlans.campaignBegun(name)]);
};

function show({ output, words }: Context, rows: readonly CampaignRow[], first: readonly string[]) {
  const { format } = output;
  const { campaignHeadings: headings } = words.adminPlans;
  output.show({ campaigns: rows.map((row) => ({ ...row, start: iso(row.start), end: iso(row.end) })) }, () => {
    if (rows.length === 0) return [...first, words.admin.nothing];
    const lines = rows.map((row) => [
      ...[shownName(row.name), format.day(row.start), format.day(row.end)],
      ...[format.number(row.used), format.number(row.limit), String(row.months ?? 12)],
    ]);
    return [...first, ...table([[headings.name, headings.from, headings.until, headings.used, headings.of, headings.months], ...lines])];
  });
  return status.done;
}

/** A whole number above 0; null = the option was not typed. */
function numberOf({ words }: Context, given: Given, option: string): number | null {
  const typed = given.value(option);
  if (typed === undefined) return null;
  const number = Number(typed);
  if (!Number.isSafeInteger(number) || number < 1) throw new UsageError(words.adminPlans.badNumber(typed, option));
  return number;
}
