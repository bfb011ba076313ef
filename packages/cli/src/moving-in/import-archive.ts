import type { Stats } from 'node:fs';
import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { OsfError, ZipError, openZip, readOsf } from '@cairn/geo';
import type { OsfFile, RandomAccess, ZipArchive } from '@cairn/geo';
import type { Given } from '../arguments.ts';
import type { Context } from '../context.ts';
import { CommandError } from '../faults.ts';
import { shownName } from '../output.ts';
import { quoted } from '../quoted.ts';
import { requireDevice } from '../session.ts';
import type { Status } from '../status.ts';
import { fileAccess } from './file-access.ts';
import { importItems } from './import-items.ts';
import { inflated } from './inflated.ts';
import { Report } from './report.ts';
import type { Item } from './take-in.ts';

/** Takes in what a container of OsmAnd holds (O4, data-formats 5). */
export async function importArchive(context: Context, given: Given, [typed = '']: readonly string[]): Promise<Status> {
  requireDevice(context);
  const { moving } = context.words;
  const { path, facts } = archiveAt(context, typed);
  const file = await open(path, 'r');
  try {
    const report = new Report();
    const items = await itemsOf(fileAccess(file, facts.size), Math.floor(facts.mtimeMs), report);
    return await importItems(context, items, { report, replace: given.has('replace'), again: `import osf ${quoted(typed)} --replace` });
  } catch (error) {
    if (!(error instanceof OsfError || error instanceof ZipError)) throw error;
    throw new CommandError('not-an-archive', moving.notArchive(shownName(typed), error.message), [], { cause: error });
  } finally {
    await file.close();
  }
}

/** The file that was typed. @throws CommandError where it is none */
export function archiveAt(context: Context, typed: string): { readonly path: string; readonly facts: Stats } {
  const { moving } = context.words;
  const path = resolve(context.here, typed);
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts === undefined) throw new CommandError('no-source', moving.noSource(shownName(typed)));
  if (!facts.isFile()) throw new CommandError('no-source', moving.notFile(shownName(typed)));
  return { path, facts };
}

async function itemsOf(source: RandomAccess, written: number, report: Report): Promise<Item[]> {
  const archive = await openZip(source, { inflate: (packed) => inflated(packed) });
  const { files, left } = await readOsf(archive);
  for (const { name, reason, lost } of left) {
    if (lost === undefined) report.foreign.push({ path: name, reason });
    else report.fail({ key: lost, time: null, code: 'content-missing', reason });
  }
  return files.map((file) => itemOf(archive, file, written));
}

/** Times of entries are those of the files; what stood in the list has the time of the archive. */
function itemOf(archive: ZipArchive, { key, content }: OsfFile, written: number): Item {
  if (content instanceof Uint8Array) {
    return {
      ...{ key, modified: written, size: content.length },
      open: async function* () {
        if (content.length > 0) yield content;
      },
    };
  }
  return { key, modified: content.time ?? written, size: content.plainSize, open: () => archive.content(content) };
}
