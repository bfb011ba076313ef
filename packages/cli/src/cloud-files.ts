import type { ClientAnswer, FileKey, TrashItem } from '@cairn/protocol';
import { isCompanion, isFolderMark } from '@cairn/protocol';
import { CommandError } from './faults.ts';
import type { SignedIn } from './session.ts';

type Client = SignedIn['client'];
export type HistoryRow = ClientAnswer<'history'>['versions'][number];

/** Every version of a file, newest first; empty when the cloud never had it. */
export async function historyOf(client: Client, key: FileKey): Promise<readonly HistoryRow[]> {
  try {
    return (await client.history({ query: key })).versions;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'file-not-available') return [];
    throw error;
  }
}

/** Every item of the trash, newest first. Companions follow their file and are in no list. */
export async function wholeTrash(client: Client): Promise<readonly TrashItem[]> {
  const items: TrashItem[] = [];
  let before: number | null = null;
  do {
    const page: ClientAnswer<'trash'> = await client.trash({ query: { limit: 1000, ...(before === null ? {} : { before }) } });
    items.push(...page.items);
    before = page.next;
  } while (before !== null);
  return items.filter(({ deletion }) => !isCompanion(deletion.name));
}

/** Names of every file in the cloud; only for suggestions and counts, never on the way of a sync. */
export async function cloudKeys(client: Client): Promise<FileKey[]> {
  const keys: FileKey[] = [];
  let after: string | null = null;
  do {
    const page: ClientAnswer<'list'> = await client.list({ query: { limit: 5000, ...(after === null ? {} : { after }) } });
    keys.push(...page.files.map(({ type, name }) => ({ type, name })));
    after = page.next;
  } while (after !== null);
  return keys.filter(({ name }) => !isCompanion(name) && !isFolderMark(name));
}

/** Sequence number of the newest entry of the log. */
export async function newestIn(client: Client): Promise<number> {
  for (let cursor = 0; ;) {
    const page: ClientAnswer<'changes'> = await client.changes({ query: { cursor } });
    if (!page.more) return page.cursor;
    ({ cursor } = page);
  }
}

/** What a person calls the writer of a version. */
export async function deviceNames(client: Client, words: { website: string; gone: string }): Promise<(device: number | null) => string> {
  const { devices } = await client.devices();
  const names = new Map(devices.map(({ id, name }) => [id, name]));
  return (device) => (device === null ? words.website : (names.get(device) ?? words.gone));
}

/** The one result of an operation that was sent alone. @throws CommandError with the server's words when it was refused. */
export function onlyResult(answer: ClientAnswer<'operate'>): Exclude<ClientAnswer<'operate'>['results'][number], { status: 'refused' }> {
  const [result] = answer.results;
  if (result === undefined) throw new Error('The server answered without a result.');
  if (result.status === 'refused') throw new CommandError(result.error.code, result.error.message);
  return result;
}
