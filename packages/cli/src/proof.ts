import type { ProofPurpose } from '@cairn/protocol';
import type { Given } from './arguments.ts';
import { UsageError } from './arguments.ts';
import type { Context } from './context.ts';
import type { SignedIn } from './session.ts';

/**
 * The fresh code for an act that a signed-in device alone may not do (R56): typed with `--code`, or mailed and asked for at the terminal.
 * Null when it was only mailed (`--request-code`) or the person gave up; `mailed` says which.
 */
export async function proofCode(
  context: Context,
  given: Given,
  { client, session }: SignedIn,
  purpose: ProofPurpose,
  goOn: string,
): Promise<{ code: string } | { code: null; mailed: boolean }> {
  const { output, words, terminal } = context;
  const typed = given.value('code');
  if (typed !== undefined) return { code: typed };
  const onlyMail = given.has('request-code');
  if (!onlyMail && !terminal.present) throw new UsageError(words.proof.nobody(context.command(goOn.replace(/--.*/, '--request-code'))));
  const { livesMs } = await client.proofCode({ body: { purpose } });
  output.say(words.proof.mailed(session.address, output.format.span(livesMs)));
  if (onlyMail) {
    output.show({ mailed: true, livesMs }, () => [words.login.goOn(context.command(goOn))]);
    return { code: null, mailed: true };
  }
  const code = await terminal.ask(words.proof.ask);
  if (code !== null && code !== '') return { code };
  output.say(words.danger.notDone);
  return { code: null, mailed: false };
}
