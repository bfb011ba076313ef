import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rows } from '../src/compare.ts';
import { moveRows } from '../src/judge.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/developers/sync.md'), 'utf8').replaceAll(/\s+/g, ' ');
const tests = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
  .join('\n');

test('S2 docs/developers/sync.md has every row of the table', () => {
  for (const row of [...Object.keys(rows), ...Object.keys(moveRows)]) expect(page).toContain(`\`${row}\``);
});

test('every test that docs/developers/sync.md names is there', () => {
  const names = [...page.matchAll(/\btests? ((?:"[^"]+"(?:, )?)+)/g)].flatMap(([, list = '']) =>
    Array.from(list.matchAll(/"([^"]+)"/g), ([, name = '']) => name),
  );
  expect(names.length).toBeGreaterThan(40);
  for (const name of names) expect(tests.includes(`'${name}'`) || tests.includes(`"${name}"`), name).toBe(true);
});
