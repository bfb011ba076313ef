import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder of real files beside the repository, or null where there is none. */
export const sharedData: string | null = folder();

function folder(): string | null {
  const path = resolve(import.meta.dirname, '../../../../../shared/data');
  if (existsSync(path)) return path;
  if (process.env['CI'] === 'true') throw new Error(`The test data is missing: ${path}`);
  console.warn(`Skipped: the tests with real files need ${path}`);
  return null;
}

export function readShared(path: string): Uint8Array {
  return new Uint8Array(readFileSync(join(sharedData ?? '', path)));
}

/** All files below a folder of the test data. */
export function filesBelow(path: string): string[] {
  const names = readdirSync(join(sharedData ?? '', path)).map((name) => join(path, name));
  return names.flatMap((name) => (statSync(join(sharedData ?? '', name)).isDirectory() ? filesBelow(name) : [name]));
}
