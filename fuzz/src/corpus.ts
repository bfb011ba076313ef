import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './target.ts';

/** Inputs that got further than those before, kept from run to run; not in the repository. */
export const corpusOf = (target: string): string => join(root, '.cache/fuzz', target);
/** Inputs that once found a fault; every run begins with them, and the default tests run them. */
export const foundOf = (target: string): string => join(root, 'fuzz/found', target);

/** Files of a folder in the order of their names; none where there is no folder. */
export function inputsIn(folder: string): Uint8Array[] {
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch {
    return [];
  }
  return names.map((name) => new Uint8Array(readFileSync(join(folder, name))));
}
/** Keeps an input under the name of its content. @returns the path */
export function keep(folder: string, bytes: Uint8Array, prefix = ''): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, prefix + createHash('sha256').update(bytes).digest('hex').slice(0, 16));
  writeFileSync(path, bytes);
  return path;
}
