import { describe, expect, test } from 'vitest';
import { glance, read, UsageError } from '../../src/arguments.ts';
import { commands } from '../../src/commands.ts';
import { en } from '../../src/words/en.ts';

describe('the line that was typed', () => {
  test('options of every command may stand before and after its name', () => {
    for (const line of [
      ['--folder', 'my maps', '--json', 'status'],
      ['status', '--folder', 'my maps', '--json'],
      ['--folder=my maps', 'status', '--json'],
    ]) {
      const { name, globals } = glance(line);
      expect([name, globals.folder, globals.json]).toEqual(['status', 'my maps', true]);
    }
  });

  test('the first word is the command, the others are its words', () => {
    const { name, rest } = glance(['--folder', 'x', 'trash', 'restore', 'tracks/a b.gpx']);
    expect(name).toBe('trash');
    expect(read(rest, commands.trash, en).words).toEqual(['restore', 'tracks/a b.gpx']);
  });

  test('a name that begins with a dash is a name after --', () => {
    const { name, rest } = glance(['upload', '--', '-odd.gpx']);
    expect(name).toBe('upload');
    expect(read(rest, commands.upload, en).words).toEqual(['-odd.gpx']);
  });

  test('--version with a number belongs to restore, alone to cairn', () => {
    const given = read(glance(['restore', 'a.gpx', '--version', '12']).rest, commands.restore, en);
    expect([given.words, given.value('version')]).toEqual([['a.gpx'], '12']);
    expect(glance(['--version']).globals.version).toBe(true);
  });

  test.each([
    [['sync', '--yess'], /no option --yess here. Did you mean --yes/],
    [['login', 'server', 'a@b', '--code'], /--code needs a value/],
    [['login', 'server', 'a@b', '--code='], /--code needs a value/],
    [['login', 'server', 'a@b', '--code', '--name', 'x'], /--code needs a value/],
    [['sync', '--yes=no'], /--yes takes no value/],
    [['status', 'now'], /"now" is too much/],
    [['history'], /missing/],
    [['sync', '--constructor'], /no option --constructor/],
  ] as const)('%j is refused with what is wrong', (line, message) => {
    const { name, rest } = glance(line);
    const definition = Object.entries(commands).find(([known]) => known === name)![1];
    expect(() => read(rest, definition, en)).toThrow(UsageError);
    expect(() => read(rest, definition, en)).toThrow(message);
  });

  test('every command and every option has its text', () => {
    for (const [name, definition] of Object.entries(commands)) {
      const texts: { summary: string; options: Readonly<Record<string, string>> } = Object.entries(en.commands).find(
        ([key]) => key === name,
      )![1];
      expect(texts.summary, name).not.toBe('');
      expect(Object.keys(texts.options).sort(), name).toEqual(Object.keys(definition.options).sort());
    }
  });
});
