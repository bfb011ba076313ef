import type { Given } from '../arguments.ts';
import { confirmed } from '../confirm.ts';
import type { Context } from '../context.ts';
import { proofCode } from '../proof.ts';
import { forgetToken, signedIn } from '../session.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';

/** Deletes the account and everything it has in the cloud (A7). */
export async function run(context: Context, given: Given): Promise<Status> {
  const { output, words } = context;
  const device = await signedIn(context);
  const { address } = device.session;
  const onlyMail = given.has('request-code');
  if (!onlyMail && !(await confirmed(context, given, (word) => words.danger.askAccount(address, word)))) return status.failed;
  const proof = await proofCode(context, given, device, 'delete-account', 'delete-account --code CODE --yes');
  if (proof.code === null) return proof.mailed ? status.done : status.failed;
  await device.client.deleteAccount({ body: { code: proof.code } });
  forgetToken(context);
  output.show({ deleted: address }, () => [words.danger.accountDone(address)]);
  return status.done;
}
