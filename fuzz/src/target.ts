import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A reader of bytes that come from outside, with what must hold whatever the bytes are. */
export interface Target {
  readonly name: string;
  /** Longest input, bytes. */
  readonly most: number;
  /** Words of the format that do not stand in its reader. */
  readonly words?: readonly string[];
  /** Most branches that may be taken, for each byte and in all; the default fits readers that look at each byte a few times. */
  readonly work?: { readonly perByte: number; readonly start: number };
  /** It starts threads or reads large files for each input. */
  readonly isSlow?: boolean;
  /** Sound inputs, and such that are nearly so. */
  readonly seeds: () => readonly Uint8Array[] | Promise<readonly Uint8Array[]>;
  /** Throws what it finds wrong: another error than the reader's own, or a promise that is not kept. */
  readonly run: (bytes: Uint8Array) => void | Promise<void>;
}

export const root = resolve(import.meta.dirname, '../..');
const encoder = new TextEncoder();
export const text = (value: string): Uint8Array => encoder.encode(value);

type Kind = abstract new (...args: never[]) => Error;
/** What an act gives; null where it ends with one of its own errors. */
export function orRefused<T>(own: readonly Kind[], act: () => T): T | null {
  try {
    return act();
  } catch (error) {
    if (own.some((kind) => error instanceof kind)) return null;
    throw error;
  }
}
export async function orRefusedLater<T>(own: readonly Kind[], act: () => Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    if (own.some((kind) => error instanceof kind)) return null;
    throw error;
  }
}
export function must(holds: boolean, promise: string): void {
  if (!holds) throw new Error(`not kept: ${promise}`);
}

/** Real files below `../shared/data` up to a size, where that folder is; smallest first. */
export function realFiles(folders: readonly string[], pattern: RegExp, most: number): Uint8Array[] {
  const found: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (pattern.test(entry.name) && statSync(path).size <= most) found.push(path);
    }
  };
  for (const folder of folders) walk(join(root, '../shared/data', folder));
  return found
    .map((path) => readFileSync(path))
    .sort((a, b) => a.length - b.length)
    .slice(0, 60);
}
function entriesOf(folder: string): ReturnType<typeof readFolder> {
  try {
    return readFolder(folder);
  } catch {
    return [];
  }
}
const readFolder = (folder: string) => readdirSync(folder, { withFileTypes: true });
