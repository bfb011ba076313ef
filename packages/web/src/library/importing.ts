import { useSyncExternalStore } from 'react';
import type { FileKey } from '@cairn/protocol';
import type { BrowserDevice } from '../device/index.ts';
import { readOrNull } from './acts.ts';
import { libraryNow } from './opened.ts';
import type { MadeFile, Outcome } from './tasks/import-file.ts';
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
  const { device } = libraryNow();
  if (files.length === 0 || now?.running === true) return;
  const stop = new AbortController();
  let run: ImportRun = { total: files.length, done: 0, running: true, results: [], cancel: () => stop.abort() };
  const change = (part: Partial<ImportRun>): void => {
    run = { ...run, ...part };
    if (!stop.signal.aborted) show(run);
  };
  change({});
  for (const file of files) {
    if (stop.signal.aborted) break;
    const outcomes =
      device === null
        ? [notHere(file.name)]
        : await work()
            .importFile(file, folder)
            .catch((error: unknown) => [failed(file.name, error)]);
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
  for (const outcome of outcomes) {
    if (stop.aborted) return;
    tell(device === null ? [{ ...outcome, kept: null }] : await keep(device, outcome));
  }
}

async function keep(device: BrowserDevice, { files, ...facts }: Outcome): Promise<Imported[]> {
  if (files.length === 0) return [{ ...facts, kept: null }];
  const kept: Imported[] = [];
  for (const file of files) {
    try {
      kept.push({ ...facts, kept: await write(device, file) });
    } catch (error) {
      kept.push({ ...facts, kept: null, fault: error instanceof Error ? error.message : String(error) });
    }
  }
  return kept;
}

/**
 * Nothing that is there is overwritten: an equal file is left as it is, favourites join the group that is there, another file of the
 * name gets a number beside it.
 */
async function write(device: BrowserDevice, { key, bytes }: MadeFile): Promise<FileKey> {
  for (let number = 1; number < 1000; number++) {
    const wanted = number === 1 ? key : { type: key.type, name: numbered(key.name, number) };
    const there = await readOrNull(device, wanted);
    if (there !== null && isSame(there.bytes, bytes)) return wanted;
    if (there !== null && key.type === 'FAVOURITES' && number === 1) {
      const joined = await work().joinPlaces(there.bytes, bytes);
      if (joined.length !== there.bytes.length) await device.writeFile(wanted, joined, there.hash);
      return wanted;
    }
    if (there !== null) continue;
    await device.writeFile(wanted, bytes, null);
    return wanted;
  }
  throw new Error('There are too many files of this name.');
}

/** `name (2).gpx`; of a companion, the number goes before the ending of its main file. */
function numbered(name: string, number: number): string {
  const [, stem = name, ending = ''] = /^(.*?)(\.[^./]{1,8}(?:\.info)?)?$/s.exec(name) ?? [];
  return `${stem} (${number})${ending}`;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
function notHere(source: string): Outcome {
  return failed(source, new Error('Sign in first: there is nowhere to keep it.'));
}
function failed(source: string, error: unknown): Outcome {
  return { source, files: [], points: 0, waypoints: 0, unusable: 0, fault: error instanceof Error ? error.message : String(error) };
}
