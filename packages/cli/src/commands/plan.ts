import type { Given } from '../arguments.ts';
import { UsageError } from '../arguments.ts';
import { titleOf } from '@cairn/protocol';
import type { Context } from '../context.ts';
import { purchasesForJson, purchasesTable } from '../purchases-table.ts';
import { signedIn } from '../session.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';
import { iso } from '../times.ts';

/** Shows the plan and what was bought, or activates the free plan (P1, W6). */
export async function run(context: Context, given: Given): Promise<Status> {
  const { output, words } = context;
  const [verb] = given.words;
  if (verb !== undefined && verb !== 'start') throw new UsageError(words.usage.oneOf(['start']));
  const { client } = await signedIn(context);
  const before = await client.account();
  const started = verb === 'start' && before.plan === 'none';
  const account = started ? await client.startPlan() : before;
  const { plan, types, allowed, grace, offer } = account;
  const { purchases } = await client.purchases();
  const document = { plan, types, allowed, started, grace: grace && { since: iso(grace.since), until: iso(grace.until) } };
  output.show({ ...document, purchases: purchasesForJson(purchases) }, () => {
    const name = words.account.plans[plan];
    const first = started ? words.plan.started : verb === 'start' ? words.plan.has(name) : words.plan.shown(name);
    const lines = [first];
    if (offer !== null) return [...lines, words.account.startHint(output.format.size(offer.quota), context.command('plan start'))];
    if (grace !== null) lines.push(words.purchases.grace(output.format.day(grace.until)));
    const bought = purchases.length === 0 ? [] : ['', words.purchases.title, ...purchasesTable(purchases, context)];
    return [
      ...lines,
      types === null ? words.plan.all : words.plan.types(types.map((type) => titleOf({ type, name: '' })).join(', ')),
      ...bought,
    ];
  });
  return status.done;
}
