// Runs once before all tests: gathers the passwords that tests use, so that every output can be searched for them (R69).
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    readonly passwordsInUse: readonly string[];
  }
}

const root = resolve(import.meta.dirname, '..', '..', '..');
/** A text behind the word `password`; words of one kind of letters alone are kinds and codes of errors. */
const written = /password\w*(?:'?\s*[:=]|',)\s*'([^'\n]{8,})'/gi;

export default function setup({ provide }: TestProject): void {
  const folders = [...readdirSync(join(root, 'packages')).map((name) => join('packages', name, 'test')), 'e2e', 'simulation', 'bench'];
  provide('passwordsInUse', [...new Set(folders.flatMap((folder) => sourcesBelow(join(root, folder)).flatMap(passwordsIn)))]);
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return ['node_modules', 'dist'].includes(entry.name) ? [] : sourcesBelow(join(folder, entry.name));
    return entry.name.endsWith('.ts') ? [join(folder, entry.name)] : [];
  });
}
function passwordsIn(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(written)].map(([, text = '']) => text).filter((text) => /[ \d\p{Lu}]/u.test(text));
}
