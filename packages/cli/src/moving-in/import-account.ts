import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { ZipError, openZip } from '@cairn/geo';
import type { ZipArchive, ZipEntry } from '@cairn/geo';
import type { Given } from '../arguments.ts';
import type { Context } from '../context.ts';
import { CommandError } from '../faults.ts';
import { shownName } from '../output.ts';
import { quoted } from '../quoted.ts';
import { requireDevice } from '../session.ts';
import type { Status } from '../status.ts';
import { ContentError } from './content.ts';
import { copyHistory } from './copy-history.ts';
import { fileAccess } from './file-access.ts';
import { archiveAt } from './import-archive.ts';
import { inflated } from './inflated.ts';
import { Journal } from './journal.ts';
import type { SourceRow } from './listing.ts';
import { Report } from './report.ts';
import { showReport } from './show-report.ts';
import { withTarget } from './with-target.ts';

const versionsName = 'versions.jsonl';
/** Most bytes of a document of the archive that is read whole. */
const mostBytes = 1024 * 1024;

/** Takes in an account that `export --everything` wrote: every version with its time, deletions and renames (R74). */
export async function importAccount(context: Context, given: Given, [typed = '']: readonly string[]): Promise<Status> {
  const session = requireDevice(context);
  const { path, facts } = archiveAt(context, typed);
  const file = await open(path, 'r');
  const stop = context.untilStopped();
  try {
    const archive = await openZip(fileAccess(file, facts.size), { inflate: (packed) => inflated(packed) });
    const address = await addressIn(archive);
    const rows = await rowsIn(archive);
    const entries = new Map(archive.entries.map((entry) => [entry.name, entry]));
    const journal = Journal.open(context.folder, { server: 'archive', email: address }, session, randomUUID());
    const report = new Report();
    await withTarget(context, session, (target) =>
      copyHistory(rows, {
        ...{ ...target, journal, report },
        fetch: (row) => target.spool.takePlain(contentOf(archive, entries, row)),
        replace: given.has('replace'),
        now: context.now(),
        signal: stop,
      }),
    );
    return showReport(context, report, { versions: true, replace: context.command(`import account ${quoted(typed)} --replace`) });
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    throw new CommandError('not-an-archive', context.words.moving.notArchive(shownName(typed), error.message), [], { cause: error });
  } finally {
    await file.close();
  }
}

/** A version of the archive, and the content that is its own. */
interface ArchiveRow extends SourceRow {
  readonly hash: string;
}

function contentOf(archive: ZipArchive, entries: ReadonlyMap<string, ZipEntry>, row: SourceRow): AsyncIterable<Uint8Array> {
  const hash = 'hash' in row && typeof row.hash === 'string' ? row.hash : '';
  const entry = entries.get(`contents/${hash.slice(0, 2)}/${hash}`);
  if (entry === undefined) throw new ContentError('its content is not in the archive');
  return archive.content(entry);
}

/** Whose account it is. @throws ZipError for an archive that is something else, or of a newer layout */
async function addressIn(archive: ZipArchive): Promise<string> {
  const about = await documentIn(archive, 'cairn.json');
  if (about['format'] !== 'cairn-account' || about['version'] !== 1)
    throw new ZipError('not supported', 'it is not an account that this program can read', 'cairn.json');
  const { address } = await documentIn(archive, 'account.json');
  return typeof address === 'string' ? address : '';
}
async function documentIn(archive: ZipArchive, name: string): Promise<Readonly<Record<string, unknown>>> {
  const entry = entryIn(archive, name);
  return jsonIn(Buffer.from(await archive.bytes(entry, mostBytes)).toString(), name);
}
function entryIn(archive: ZipArchive, name: string): ZipEntry {
  const entry = archive.entry(name);
  if (entry === null) throw new ZipError('not supported', 'it is no account of Cairn', name);
  return entry;
}

/** Every version, oldest first; the old name of a rename is a deletion, as the new one is a version. */
async function rowsIn(archive: ZipArchive): Promise<SourceRow[]> {
  const lines = createInterface({ input: Readable.from(archive.content(entryIn(archive, versionsName))) });
  const rows: SourceRow[] = [];
  for await (const line of lines) if (line !== '') rows.push(rowOf(jsonIn(line, versionsName)));
  return rows;
}
/** @throws ZipError for a line that is no version */
function rowOf(line: Readonly<Record<string, unknown>>): SourceRow | ArchiveRow {
  const { type, name, stamp, kind, clientTime, size, stored, hash } = line;
  if (typeof type !== 'string' || typeof name !== 'string' || !isWhole(stamp)) throw noVersion();
  // A rename is one entry with two rows. Here it becomes two, and the version under the new name keeps the time.
  const row = { key: { type, name }, shownName: name, updated: kind === 'moved' ? stamp + 1 : stamp };
  if (kind !== 'content') return { ...row, clientTime: 0, size: -1, packed: 0, isDeletion: true };
  if (!isWhole(clientTime) || !isWhole(size) || !isWhole(stored) || typeof hash !== 'string') throw noVersion();
  return { ...row, clientTime, size, packed: stored, isDeletion: false, hash };
}
function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
function noVersion(): ZipError {
  return new ZipError('damaged', 'it has a line that is no version', versionsName);
}
function jsonIn(text: string, name: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null) return json as Readonly<Record<string, unknown>>;
  } catch {
    // Said below.
  }
  throw new ZipError('damaged', 'it is not what it should be', name);
}
