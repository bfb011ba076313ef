import type { Client, FileKey } from '@cairn/protocol';
import { cloudKeys, historyOf } from './cloud-files.ts';
import type { HistoryRow } from './cloud-files.ts';
import type { Context } from './context.ts';
import { chosenFile } from './files.ts';
import type { Candidate } from './files.ts';

/** The file that a person named, with its versions, newest first (T5). @throws CommandError when the cloud never had it */
export async function namedWithHistory(
  context: Context,
  client: Client,
  named: string,
): Promise<{ key: FileKey; versions: readonly HistoryRow[] }> {
  let versions: readonly HistoryRow[] = [];
  const knows = async (candidate: Candidate) => {
    const found = await historyOf(client, candidate.key);
    if (found.length > 0) versions = found;
    return found.length > 0;
  };
  const key = await chosenFile(context, named, knows, () => cloudKeys(client));
  return { key, versions };
}
