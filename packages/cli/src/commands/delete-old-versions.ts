import type { Given } from '../arguments.ts';
import { newestIn } from '../cloud-files.ts';
import { confirmed } from '../confirm.ts';
import type { Context } from '../context.ts';
import { signedIn } from '../session.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';

/** Deletes the history; newest versions stay (T7). */
export async function run(context: Context, given: Given): Promise<Status> {
  const { output, words } = context;
  const { client } = await signedIn(context);
  const seen = await newestIn(client);
  if (!(await confirmed(context, given, words.danger.askVersions))) return status.failed;
  // What becomes history while the person reads the question stays.
  const { count } = await client.deleteOldVersions({ body: { seen } });
  output.show({ deleted: count }, () => [words.danger.versionsDone(words.danger.versions(count, output.format.number(count)))]);
  return status.done;
}
