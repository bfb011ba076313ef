import { useSyncExternalStore } from 'react';
import { renameInCompanion } from '@cairn/geo';
import { companionOf, isCompanion, mainOf } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import type { BrowserDevice } from '../device/index.ts';
import { readOrNull } from './acts.ts';
import { idOf, libraryOpened } from './opened.ts';
import type { MadeFile, Outcome } from './tasks/import-file.ts';
import { reasonOf } from '../device/index/reason.ts';
import type { Reason } from '../device/index/reason.ts';
import { work } from './work.ts';

/** What became of one file. `kept` is where it lies now, null where nothing was taken. */
export interface Imported extends Omit<Outcome, 'files'> {
  readonly kept: FileKey | null;
}
/** An import that is under way or over. */
export interface ImportRun {
  readonly total: number;
  readonly done: number;
  readonly running: boolean;
  readonly results: readonly Imported[];
  readonly cancel: () => void;
}

let now: ImportRun | null = null;
const listeners = new Set<() => void>();
function show(next: ImportRun | null): void {
  now = next;
  for (const tell of [...listeners]) tell();
}
export function useImport(): ImportRun | null {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => now,
  );
}
export function closeImport(): void {
  if (now?.running === true) now.cancel();
  show(null);
}

/** Takes files into the library, one after the other; what was taken before it is cancelled stays. `folder`: where tracks go. */
export async function beginImport(files: readonly File[], folder: string): Promise<void> {
  if (files.length === 0 || now?.running === true) return;
  const stop = new AbortController();
  let run: ImportRun = { total: files.length, done: 0, running: true, results: [], cancel: () => stop.abort() };
  const change = (part: Partial<ImportRun>): void => {
    run = { ...run, ...part };
    if (!stop.signal.aborted) show(run);
  };
  change({});
  const { device } = await libraryOpened();
  for (const file of files) {
    if (stop.signal.aborted) break;
    const outcomes =
      device === null
        ? [failed(file.name, { code: 'nowhere' })]
        : await work()
            .importFile(file, folder)
            .catch((error: unknown) => [failed(file.name, reasonOf(error))]);
    await keepAll(device, outcomes, stop.signal, (kept) => change({ results: [...run.results, ...kept] }));
    change({ done: run.done + 1 });
  }
  change({ running: false });
}

async function keepAll(
  device: BrowserDevice | null,
  outcomes: readonly Outcome[],
  stop: AbortSignal,
  tell: (kept: readonly Imported[]) => void,
): Promise<void> {
  const mains: Mains = new Map();
  // Companions go where their files went, which is known once those are kept.
  const isLater = ({ files }: Outcome): boolean => files.length > 0 && files.every(({ key }) => isCompanion(key.name));
  for (const outcome of [...outcomes.filter((one) => !isLater(one)), ...outcomes.filter(isLater)]) {
    if (stop.aborted) return;
    tell(device === null ? [{ ...outcome, kept: null }] : await keep(device, outcome, mains));
  }
}

/** Where the files of this import are kept, by what they were called; `isNew`: nothing of the kind was there. */
type Mains = Map<string, { readonly name: string; readonly isNew: boolean }>;

async function keep(device: BrowserDevice, { files, ...facts }: Outcome, mains: Mains): Promise<Imported[]> {
  if (files.length === 0) return [{ ...facts, kept: null }];
  const kept: Imported[] = [];
  for (const file of files) {
    try {
      kept.push({ ...facts, ...(await write(device, file, mains)) });
    } catch (error) {
      kept.push({ ...facts, kept: null, fault: reasonOf(error) });
    }
  }
  return kept;
}

type Written = Pick<Imported, 'kept'> & Partial<Pick<Imported, 'fault'>>;

async function write(device: BrowserDevice, file: MadeFile, mains: Mains): Promise<Written> {
  const { type, name } = file.key;
  const main = mainOf(name);
  const its = main === null ? undefined : mains.get(idOf({ type, name: main }));
  if (main !== null && its !== undefined) return writeCompanion(device, file, main, its);
  const placed = await writeMain(device, file);
  mains.set(idOf(file.key), { name: placed.kept.name, isNew: placed.isNew });
  return { kept: placed.kept };
}

/**
 * Nothing that is there is overwritten: an equal file is left as it is, favourites join the group that is there, another file of the
 * name gets a number beside it, one that its companion's name allows too.
 */
async function writeMain(device: BrowserDevice, { key, bytes }: MadeFile): Promise<{ readonly kept: FileKey; readonly isNew: boolean }> {
  for (let number = 1; number < 1000; number++) {
    const wanted = number === 1 ? key : { type: key.type, name: numbered(key.name, number) };
    const there = await readOrNull(device, wanted);
    if (there !== null && isSame(there.bytes, bytes)) return { kept: wanted, isNew: false };
    if (there !== null && key.type === 'FAVOURITES' && number === 1) {
      const joined = await work().joinPlaces(there.bytes, bytes);
      if (joined.length !== there.bytes.length) await device.writeFile(wanted, joined, there.hash);
      return { kept: wanted, isNew: false };
    }
    if (there !== null) continue;
    const companion = { type: key.type, name: companionOf(wanted.name) };
    if (number > 1 && !isCompanion(wanted.name) && (await readOrNull(device, companion)) !== null) continue;
    await device.writeFile(wanted, bytes, null);
    return { kept: wanted, isNew: true };
  }
  throw Object.assign(new Error('There are too many files of this name.'), { code: 'no-name' });
}

/** A companion goes to its file, whatever that is called now, and names it so. The look of a file that was there already stays. */
async function writeCompanion(
  device: BrowserDevice,
  { key, bytes }: MadeFile,
  main: string,
  its: { readonly name: string; readonly isNew: boolean },
): Promise<Written> {
  const target = { type: key.type, name: companionOf(its.name) };
  const content = its.name === main ? bytes : renameInCompanion(bytes, main, its.name);
  const there = await readOrNull(device, target);
  if (there === null || its.isNew) {
    await device.writeFile(target, content, there?.hash ?? null);
    return { kept: target };
  }
  return isSame(there.bytes, content) ? { kept: target } : { kept: target, fault: { code: 'look-stays' } };
}

/** `name (2).gpx`; of a companion, the number goes before the ending of its main file. */
function numbered(name: string, number: number): string {
  const [, stem = name, ending = ''] = /^(.*?)(\.[^./]{1,8}(?:\.info)?)?$/s.exec(name) ?? [];
  return `${stem} (${number})${ending}`;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
function failed(source: string, fault: Reason): Outcome {
  return { source, files: [], points: 0, waypoints: 0, unusable: 0, fault };
}
