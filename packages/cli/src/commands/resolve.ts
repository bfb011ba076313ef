import type { Given } from '../arguments.ts';
import { UsageError } from '../arguments.ts';
import { carriedOut } from '../carried-out.ts';
import type { Context } from '../context.ts';
import { withDevice } from '../device.ts';
import { CommandError } from '../faults.ts';
import { namedFiles } from '../named-files.ts';
import type { Status } from '../status.ts';

const choices = ['upload', 'download', 'keep-both', 'merge'] as const;

/** Settles one conflict as the person chooses (S6). */
export async function run(context: Context, given: Given): Promise<Status> {
  const { words } = context;
  const chosen = choices.filter((choice) => given.has(choice));
  const [choice] = chosen;
  if (choice === undefined) throw new UsageError(words.resolve.askHow(choices.map((one) => `--${one}`).join(', ')));
  if (chosen.length > 1) throw new UsageError(words.usage.onlyOneOf(chosen.map((one) => `--${one}`)));
  return withDevice(context, 'resolve', async (device) => {
    const [key] = (await namedFiles(context, device, given.words)) ?? [];
    if (key === undefined) throw new UsageError(words.usage.tooFew);
    const result = await device.resolve(key, choice);
    const [failure] = result.failed;
    if (failure !== undefined) throw new CommandError(failure.code, failure.reason);
    return carriedOut(context, result);
  });
}
