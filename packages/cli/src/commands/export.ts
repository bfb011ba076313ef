import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { openZip } from '@cairn/geo';
import { fileTypes } from '@cairn/protocol';
import type { Client } from '@cairn/protocol';
import type { Given } from '../arguments.ts';
import { UsageError } from '../arguments.ts';
import type { Context } from '../context.ts';
import { CommandError } from '../faults.ts';
import { fileAccess } from '../moving-in/file-access.ts';
import { shownName } from '../output.ts';
import { signedIn } from '../session.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';
import type { Words } from '../words/words.ts';

const formats: Readonly<Record<string, 'osf' | 'zip'>> = { '.osf': 'osf', '.zip': 'zip' };

/** Writes everything from the cloud into one archive: wholly, or not at all (W5, O4); with `--everything` what is kept of the account too (R74). */
export async function run(context: Context, given: Given): Promise<Status> {
  const { words, output } = context;
  const { moving } = words;
  const [typed = ''] = given.words;
  const shown = shownName(typed);
  const whole = given.has('everything');
  const ending = formats[extname(typed).toLowerCase()];
  if (whole && ending !== 'zip') throw new UsageError(moving.badAccountTarget(shown));
  const format = whole ? 'account' : ending;
  if (format === undefined) throw new UsageError(moving.badTarget(shown));
  const types = readTypes(given.value('type'), words);
  if (whole && types !== null) throw new UsageError(words.usage.onlyOneOf(['--everything', '--type']));
  const { client } = await signedIn(context);
  const path = resolve(context.here, typed);
  if (existsSync(path)) throw new CommandError('target-exists', moving.targetExists(shown));
  const part = `${path}.part-${process.pid}`;
  const stop = context.untilStopped();
  const counted = (count: number): string => (whole ? words.upkeep.contents : words.fileCount)(count, output.format.number(count));
  try {
    const bytes = await write(context, part, client, { format, ...(types === null ? {} : { types: types.join(',') }) }, stop);
    const files = await entriesOf(part, bytes);
    // Nothing that came to be there meanwhile is overwritten.
    if (existsSync(path)) throw new CommandError('target-exists', moving.targetExists(shown));
    await rename(part, path);
    output.show({ path, format, files, bytes }, () => [moving.exported(shown, counted(files), output.format.size(bytes))]);
    return status.done;
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof CommandError || !isBroken(error)) throw error;
    throw new CommandError('export-broken', moving.exportBroken(shown), [], { cause: error });
  } finally {
    output.progress('');
  }
}

/** Types as they were typed, by their names in the cloud or by what a person calls them; null = all. @throws UsageError naming all of them */
function readTypes(typed: string | undefined, words: Words): string[] | null {
  if (typed === undefined) return null;
  const known = [...new Set(fileTypes.map(({ type }) => type))];
  return typed.split(',').map((word) => {
    const wanted = word.trim().toLowerCase();
    const line = fileTypes.find(({ type, title }) => type.toLowerCase() === wanted || (type !== 'FILE' && title.toLowerCase() === wanted));
    if (line === undefined) throw new UsageError(words.usage.noSuchType(word, known));
    return line.type;
  });
}

/** Writes the archive to a file of its own and flushes it. @returns bytes written */
async function write(
  { output, words }: Context,
  path: string,
  client: Client,
  query: { readonly format: 'osf' | 'zip' | 'account'; readonly types?: string },
  signal: AbortSignal,
): Promise<number> {
  const { bytes } = await client.export({ query, signal });
  const file = await open(path, 'wx');
  let written = 0;
  try {
    for await (const piece of bytes) {
      await file.writeFile(piece);
      written += piece.length;
      output.progress(`${words.moving.copying}  ${output.format.size(written)}`);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return written;
}

/** What an archive holds beside files. */
const documents = new Set([
  ...['items.json', 'cairn.json', 'versions.jsonl', 'account.json', 'devices.json', 'sessions.json'],
  ...['purchases.json', 'downloads.json', 'maps.json', 'activity.json'],
]);

/** Files of the archive that was written; reading its list also proves that its end is there. */
async function entriesOf(path: string, size: number): Promise<number> {
  const file = await open(path, 'r');
  try {
    const { entries } = await openZip(fileAccess(file, size));
    return entries.filter(({ directory, name }) => !directory && !documents.has(name)).length;
  } finally {
    await file.close();
  }
}

function isBroken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? error.code : '';
  return error.name === 'ZipError' || ['connection-lost', 'broken-answer', 'file-not-available', 'data-damaged'].includes(String(code));
}
