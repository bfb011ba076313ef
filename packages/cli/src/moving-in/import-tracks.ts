import { createReadStream, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { favouritesGroup } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import type { Given } from '../arguments.ts';
import type { Context } from '../context.ts';
import { CommandError } from '../faults.ts';
import { shownName } from '../output.ts';
import { quoted } from '../quoted.ts';
import { requireDevice } from '../session.ts';
import type { Status } from '../status.ts';
import { importItems } from './import-items.ts';
import { keyText } from './journal.ts';
import { Report } from './report.ts';
import type { Item } from './take-in.ts';

/** Takes in single tracks; a file that is named as a group of favourites is one (O4). */
export async function importTracks(context: Context, given: Given, sources: readonly string[]): Promise<Status> {
  requireDevice(context);
  const { moving } = context.words;
  const to = given.value('to');
  const report = new Report();
  const items = new Map<string, Item>();
  for (const typed of sources) {
    const path = resolve(context.here, typed);
    const facts = statSync(path, { throwIfNoEntry: false });
    if (facts === undefined) throw new CommandError('no-source', moving.noSource(shownName(typed)));
    if (!facts.isFile()) throw new CommandError('no-source', moving.notFile(shownName(typed)));
    const key = keyOf(basename(path), to);
    const fail = (reason: string) => report.fail({ key, time: null, code: 'not-taken', reason });
    if (!/\.gpx$/i.test(path)) fail(moving.notTrack);
    else if (items.has(keyText(key))) fail(moving.twice(shownName(typed)));
    else items.set(keyText(key), { key, modified: Math.floor(facts.mtimeMs), size: facts.size, open: () => createReadStream(path) });
  }
  const options = to === undefined ? '' : ` --to ${quoted(to)}`;
  const again = `import gpx ${sources.map(quoted).join(' ')}${options} --replace`;
  return importItems(context, [...items.values()], { report, replace: given.has('replace'), again });
}

function keyOf(name: string, to: string | undefined): FileKey {
  const folder = to?.replace(/^\/*(tracks\/)?|\/+$/g, '') ?? '';
  if (to === undefined && favouritesGroup(name) !== null) return { type: 'FAVOURITES', name };
  return { type: 'GPX', name: folder === '' ? name : `${folder}/${name}` };
}
