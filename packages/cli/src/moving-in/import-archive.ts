import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInflateRaw } from 'node:zlib';
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
import { Report } from './report.ts';
import type { Item } from './take-in.ts';

/** Takes in what a container of OsmAnd holds (O4, data-formats 5). */
export async function importArchive(context: Context, given: Given, [typed = '']: readonly string[]): Promise<Status> {
  requireDevice(context);
  const { moving } = context.words;
  const path = resolve(context.here, typed);
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts === undefined) throw new CommandError('no-source', moving.noSource(shownName(typed)));
  if (!facts.isFile()) throw new CommandError('no-source', moving.notFile(shownName(typed)));
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

function inflated(packed: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const unpack = createInflateRaw();
  void feed(packed, unpack);
  return unpack;
}
async function feed(packed: AsyncIterable<Uint8Array>, unpack: ReturnType<typeof createInflateRaw>): Promise<void> {
  try {
    for await (const piece of packed) {
      if (unpack.destroyed) return;
      if (!unpack.write(piece)) await new Promise((resolve) => unpack.once('drain', resolve).once('close', resolve));
    }
    unpack.end();
  } catch (error) {
    unpack.destroy(error instanceof Error ? error : new Error('the archive could not be read', { cause: error }));
  }
}
