import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const here = resolve(import.meta.dirname, '..');
const reference = resolve(here, '..', '..', '..', '..', 'shared', 'protocol', 'purchases.md');

/** Numbers that names of tests carry: `purchases 2, 3, 6: …`, `P4 purchases 7: …`. Sections of the reference are named `section 3`. */
function provenNumbers(): Set<number> {
  const files = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'));
  const names = files.flatMap(
    (name) => readFileSync(join(here, name), 'utf8').match(/(?:test|describe)(?:\.each\(\w+\))?\(\s*['`][^'`]*/g) ?? [],
  );
  const lists = names.flatMap((name) => [...name.matchAll(/\bpurchases (\d+(?:, \d+)*)\b/g)].map(([, list = '']) => list));
  return new Set(lists.flatMap((list) => list.split(', ').map(Number)));
}

test.skipIf(!existsSync(reference) && process.env['CI'] !== 'true')(
  'every statement of section 9 of the reference has a test with its number, and no test another',
  () => {
    const [, section = ''] = readFileSync(reference, 'utf8').split(/^## 9\. .*$/m);
    const statements = [...section.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));
    expect(statements).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
    expect([...provenNumbers()].sort((a, b) => a - b)).toEqual(statements);
  },
);

test('what is decided about plans and purchases asks no clock but the one that it is given', () => {
  const folders = ['plans', 'accounts', join('adapters', 'stores')].map((name) => join(here, '..', 'src', name));
  const sources = folders.flatMap((folder) => readdirSync(folder).flatMap((name) => (name.endsWith('.ts') ? [join(folder, name)] : [])));
  sources.push(join(here, '..', 'src', 'jobs', 'plan-jobs.ts'));
  expect(sources.length).toBeGreaterThan(50);
  // How long an answer takes is for the machine to measure.
  const measuring = join('stores', 'connection.ts');
  const asking = /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\b|\bhrtime\b|[^.\w]Date\(\)/;
  expect(sources.filter((source) => !source.endsWith(measuring) && asking.test(readFileSync(source, 'utf8')))).toEqual([]);
});
