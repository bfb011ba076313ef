import { quoted } from '../quoted.ts';
import type { Given } from '../arguments.ts';
import { UsageError } from '../arguments.ts';
import { readAddress } from '../addresses.ts';
import type { Context } from '../context.ts';
import { proofCode } from '../proof.ts';
import { rememberAddress, signedIn } from '../session.ts';
import type { SignedIn } from '../session.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';

/**
 * Changes the address (A6): a code to the old one, then a code to the new one; only then does it change.
 * At a terminal in one go; a script types the command three times: `--request-code`, `--code`, `--new-code`.
 */
export async function run(context: Context, given: Given): Promise<Status> {
  const { words } = context;
  const address = readAddress(given.words[0] ?? '', words);
  const steps = ['request-code', 'code', 'new-code'].filter((step) => given.has(step) || given.value(step) !== undefined);
  if (steps.length > 1) throw new UsageError(words.usage.onlyOneOf(['--request-code', '--code', '--new-code']));
  const device = await signedIn(context);
  const newCode = given.value('new-code');
  if (newCode !== undefined) return confirm(context, device, address, newCode);

  const proof = await proofCode(context, given, device, 'change-address', `change-email ${quoted(address)} --code CODE`);
  if (proof.code === null) return proof.mailed ? status.done : status.failed;
  const { livesMs } = await device.client.changeAddress({ body: { code: proof.code, address } });
  context.output.say(words.changeEmail.mailedNew(address, context.output.format.span(livesMs)));
  if (given.value('code') !== undefined || !context.terminal.present) {
    const next = context.command(`change-email ${quoted(address)} --new-code CODE`);
    context.output.show({ mailed: true, livesMs }, () => [words.login.goOn(next)]);
    return status.done;
  }
  const code = await context.terminal.ask(words.changeEmail.askNew);
  if (code !== null && code !== '') return confirm(context, device, address, code);
  context.output.say(words.changeEmail.notYet);
  return status.failed;
}

async function confirm(context: Context, { client }: SignedIn, address: string, code: string): Promise<Status> {
  const { output, words } = context;
  await client.confirmAddress({ body: { code } });
  const { address: now } = await client.account();
  rememberAddress(context, now);
  output.show({ address: now, requested: address }, () => [words.changeEmail.done(now)]);
  return status.done;
}
