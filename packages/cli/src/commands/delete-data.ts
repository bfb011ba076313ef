import type { Given } from '../arguments.ts';
import { confirmed } from '../confirm.ts';
import type { Context } from '../context.ts';
import { signedIn } from '../session.ts';
import type { SignedIn } from '../session.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';
import { lineOf } from '../type-names.ts';
import type { TypeLine } from '../type-names.ts';

/** Deletes all data for good (T7), or with `--type` those of one type in the cloud only (T6). */
export async function run(context: Context, given: Given): Promise<Status> {
  const type = given.value('type');
  const line = type === undefined ? null : lineOf(type, context.words);
  const device = await signedIn(context);
  return line === null ? deleteAll(context, given, device) : deleteLine(context, given, device, line);
}

async function deleteAll(context: Context, given: Given, { client }: SignedIn): Promise<Status> {
  const { output, words } = context;
  const { epoch } = await client.account();
  if (!(await confirmed(context, given, words.danger.askData))) return status.failed;
  const { count } = await client.deleteData({ body: { epoch } });
  output.show({ deleted: count }, () => [words.danger.dataDone(words.fileCount(count, output.format.number(count)))]);
  return status.done;
}

async function deleteLine(context: Context, given: Given, { client }: SignedIn, line: TypeLine): Promise<Status> {
  const { output, words } = context;
  const files = (count: number) => words.fileCount(count, output.format.number(count));
  const { known, seen } = await lookAt(client, line);
  if (!(await confirmed(context, given, (word) => words.danger.askType(line.title, files(known), word)))) return status.failed;
  let count = 0;
  // What is uploaded while the person reads the question stays.
  for (const part of line.parts) count += (await client.deleteType({ body: { ...part, seen } })).count;
  output.show({ type: line.id, deleted: count }, () => [
    count === 0 ? words.danger.typeEmpty(line.title) : words.danger.typeDone(line.title, files(count)),
  ]);
  return status.done;
}

/** How many files a line has in the cloud, and the newest sequence number of them. */
async function lookAt(client: SignedIn['client'], line: TypeLine): Promise<{ known: number; seen: number }> {
  let [known, seen] = [0, 0];
  for (const { type, prefix } of line.parts) {
    let after: string | undefined;
    do {
      const query = { types: type, limit: 5000, ...(prefix === undefined ? {} : { prefix }), ...(after === undefined ? {} : { after }) };
      const page = await client.list({ query });
      known += page.files.length;
      for (const { seq } of page.files) seen = Math.max(seen, seq);
      after = page.next ?? undefined;
    } while (after !== undefined);
  }
  return { known, seen };
}
