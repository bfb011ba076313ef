import type { Given } from '../arguments.ts';
import { UsageError } from '../arguments.ts';
import { titleOf } from '@cairn/protocol';
import type { Context } from '../context.ts';
import { signedIn } from '../session.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';

/** Shows the plan, or activates the free one (P1). */
export async function run(context: Context, given: Given): Promise<Status> {
  const { output, words } = context;
  const [verb] = given.words;
  if (verb !== undefined && verb !== 'start') throw new UsageError(words.usage.oneOf(['start']));
  const { client } = await signedIn(context);
  const before = await client.account();
  const started = verb === 'start' && before.plan === 'none';
  const account = started ? await client.startPlan() : before;
  const { plan, types, allowed } = account;
  output.show({ plan, types, allowed, started }, () => {
    const name = words.account.plans[plan];
    const first = started ? words.plan.started : verb === 'start' ? words.plan.has(name) : words.plan.shown(name);
    const lines = [first];
    if (plan === 'none') return [...lines, words.account.startHint(context.command('plan start'))];
    return [...lines, types === null ? words.plan.all : words.plan.types(types.map((type) => titleOf({ type, name: '' })).join(', '))];
  });
  return status.done;
}
