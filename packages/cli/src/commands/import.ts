import type { Given } from '../arguments.ts';
import { UsageError } from '../arguments.ts';
import type { Context } from '../context.ts';
import { importAccount } from '../moving-in/import-account.ts';
import { importArchive } from '../moving-in/import-archive.ts';
import { importFolder } from '../moving-in/import-folder.ts';
import { importOsmAndCloud } from '../moving-in/import-osmand-cloud.ts';
import { importTracks } from '../moving-in/import-tracks.ts';
import type { Status } from '../status.ts';

const kinds = {
  'osmand-cloud': { run: importOsmAndCloud, options: ['server', 'request-code', 'code', 'replace'], many: false },
  account: { run: importAccount, options: ['replace'], many: false },
  folder: { run: importFolder, options: ['replace'], many: false },
  osf: { run: importArchive, options: ['replace'], many: false },
  gpx: { run: importTracks, options: ['to', 'replace'], many: true },
} as const;

/** Brings what a person has elsewhere into the cloud of this folder (O4). */
export async function run(context: Context, given: Given): Promise<Status> {
  const { words } = context;
  const [kind = '', ...sources] = given.words;
  if (!Object.hasOwn(kinds, kind)) throw new UsageError(words.moving.kinds(Object.keys(kinds)));
  const { run: carryOut, options, many } = kinds[kind as keyof typeof kinds];
  for (const option of ['server', 'request-code', 'code', 'to', 'replace']) {
    const typed = given.has(option) || given.value(option) !== undefined;
    if (typed && !(options as readonly string[]).includes(option))
      throw new UsageError(words.usage.unknownOption(`--${option}`, undefined));
  }
  if (sources.length === 0) throw new UsageError(words.usage.tooFew);
  if (!many && sources.length > 1) throw new UsageError(words.usage.tooMany(sources[1] ?? ''));
  return carryOut(context, given, sources);
}
