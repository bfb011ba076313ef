import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { commands } from '../../src/commands.ts';
import type { Definition } from '../../src/commands.ts';
import { explain, overview } from '../../src/help.ts';
import { en } from '../../src/words/en.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../../../docs/travellers/command-line.md'), 'utf8');

test('the page of the command line has every command with an example, and no other', () => {
  const described = [...page.matchAll(/^### (\S+)$/gm)].map(([, name]) => name);
  expect(described.toSorted()).toEqual(Object.keys(commands).toSorted());
  for (const name of described) expect(page, name).toMatch(new RegExp(`^    cairn ${name}( |$)`, 'm'));
});

test('the page names every option of every command', () => {
  const sections = new Map(page.split(/^### /m).map((section) => [section.split('\n', 1)[0], section]));
  for (const [name, definition] of Object.entries<Definition>(commands)) {
    const here = `${sections.get(name) ?? ''}${name.startsWith('delete-') || name === 'trash' ? (page.split('## Space and the danger zone')[1] ?? '') : ''}`;
    for (const option of Object.keys(definition.options)) expect(here, `${name} --${option}`).toContain(`--${option}`);
  }
});

test('no document and no help says a bare npx, which would fetch a stranger’s package', () => {
  const texts = [
    page,
    ...overview(en, 'cairn'),
    ...Object.keys(commands).flatMap((name) => explain(name as keyof typeof commands, en, 'cairn')),
  ];
  for (const text of texts) expect(text).not.toMatch(/npx cairn/);
});
