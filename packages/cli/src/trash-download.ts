import type { FileKey, TrashItem } from '@cairn/protocol';
import { freeName } from '@cairn/sync';
import type { LocalFile } from '@cairn/sync';
import type { Context } from './context.ts';
import { withDevice } from './device.ts';
import type { Device } from './device.ts';
import { CommandError } from './faults.ts';
import { isHere, pathOf, shownPath } from './files.ts';
import { status } from './status.ts';
import type { Status } from './status.ts';

export type Wish = 'replace' | 'keep-both';

/** Puts a file of the trash into this folder as a new local file (T3). Over a file of that name only when the person says how. */
export async function downloadFromTrash(context: Context, item: TrashItem, wish: Wish | null): Promise<Status> {
  const { output, words } = context;
  const { type, name } = item.deletion;
  return withDevice(context, 'trash download', async (device) => {
    const files = await device.files();
    const there = files.find(({ key }) => key.type === type && key.name === name);
    const how = there === undefined ? 'replace' : (wish ?? (await ask(context, { type, name })));
    if (how === null) return status.failed;
    const key = how === 'replace' ? { type, name } : freeNameBeside(context, { type, name }, files);
    await device.place(item.content, key, how === 'replace' ? there : undefined);
    output.show({ ...key, path: pathOf(key), version: item.content.seq, replaced: there !== undefined && how === 'replace' }, () => [
      words.trash.downloaded(shownPath(key)),
    ]);
    return status.done;
  });
}

async function ask({ terminal, words, output }: Context, key: FileKey): Promise<Wish | null> {
  const { trash } = words;
  if (!terminal.present) throw new CommandError('file-exists', trash.exists(shownPath(key)), [trash.existsHint]);
  output.say(trash.exists(shownPath(key)));
  const answer = await terminal.ask(trash.askExists);
  if (answer === trash.replace) return 'replace';
  if (answer === trash.both) return 'keep-both';
  output.say(words.danger.notDone);
  return null;
}

function freeNameBeside(context: Context, key: FileKey, files: Awaited<ReturnType<Device['files']>>): FileKey {
  const taken = new Set(files.map((file: LocalFile) => `${file.key.type}\0${file.key.name}`));
  const free = freeName(key, (id) => taken.has(id));
  if (free !== null && !isHere(context, free)) return free;
  throw new CommandError('no-free-name', context.words.trash.exists(shownPath(key)));
}
