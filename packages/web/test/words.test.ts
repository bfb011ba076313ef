import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { clientErrors, errors, fileTypes } from '@cairn/protocol';
import type { LibraryErrorCode } from '@cairn/sync';
import { describe, expect, test } from 'vitest';
import { remedies } from '../src/cloud/remedies.ts';
import { formatIn, regional } from '../src/words/use-format.ts';
import { languages, loadCatalogue, preferredLanguage, sayer } from '../src/words/words.ts';
import type { Catalogue, Language, Plural } from '../src/words/words.ts';
import { meantAlike } from './words-meant-alike.ts';

type Entry = readonly [key: string, word: string | Plural];
function entriesOf(catalogue: Catalogue): Entry[] {
  return Object.entries(catalogue).flatMap(([area, words]) =>
    Object.entries(words as Readonly<Record<string, string | Plural>>).map(([name, word]): Entry => [`${area}.${name}`, word]),
  );
}
const formsOf = (word: string | Plural): string[] => (typeof word === 'string' ? [word] : Object.values({ ...word }));
const blanksOf = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort();
const others = languages.filter((language) => language !== 'en');
const load = async (language: Language): Promise<Entry[]> => entriesOf(await loadCatalogue(language));

/** Every source of the website but the words themselves. */
function sources(folder = join(import.meta.dirname, '..', 'src')): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'words' ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) ? [readFileSync(path, 'utf8')] : [];
  });
}

const libraryCodes: Readonly<Record<LibraryErrorCode, true>> = {
  ...{ unreadable: true, vanished: true, 'changed-meanwhile': true, 'name-impossible': true },
  ...{ 'no-space': true, damaged: true, denied: true },
};
/** Of the library, of what a sync says of single files, and of this browser. */
const ownCodes = [...Object.keys(libraryCodes), 'no-conflict', 'no-merge', 'no-free-name', 'evicted', 'library-evicted'];

describe('W8 the words', () => {
  test.each(others)('W8 %s says everything that English says, and nothing else', async (language) => {
    expect((await load(language)).map(([key]) => key).sort()).toEqual((await load('en')).map(([key]) => key).sort());
  });

  test.each(others)('W8 %s fills the same blanks, and has every plural form that the language has', async (language) => {
    const english = new Map(await load('en'));
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const [key, word] of await load(language)) {
      const wanted = english.get(key) ?? '';
      const blanks = new Set(formsOf(wanted).flatMap(blanksOf));
      for (const form of formsOf(word))
        for (const blank of blanksOf(form)) expect([key, blank, blanks.has(blank)]).toEqual([key, blank, true]);
      const most = Math.max(...formsOf(wanted).map((form) => blanksOf(form).length));
      expect([key, Math.max(...formsOf(word).map((form) => blanksOf(form).length))]).toEqual([key, most]);
      expect([key, formsOf(word).some((form) => form.trim() === '')]).toEqual([key, false]);
      if (typeof word === 'string') continue;
      // French, Spanish and Italian say millions otherwise; their form for it is the usual plural.
      const needed = pluralCategories.filter((category) => category !== 'many' || language === 'uk');
      expect([key, Object.keys(word).sort()]).toEqual([key, [...needed].sort()]);
    }
  });

  test.each(others)('W8 %s is like English only where that is meant', async (language) => {
    const english = new Map(await load('en'));
    const alike = (await load(language))
      .filter(([key, word]) => JSON.stringify(english.get(key)) === JSON.stringify(word))
      .map(([key]) => key);
    expect(alike.filter((key) => !meantAlike(key, language))).toEqual([]);
  });

  test('W8 whatever goes wrong in the library of a browser has words', async () => {
    const known = new Set((await load('en')).map(([key]) => key));
    expect(ownCodes.filter((code) => !known.has(`errors.${code}`))).toEqual([]);
  });

  test('W8 no word is unused', async () => {
    const text = sources().join('\n');
    const literal = new Set([...text.matchAll(/['"`]([a-z][A-Za-z]*\.[\w-]+)['"`]/g)].map(([, key]) => key));
    const families = [...text.matchAll(/`([a-z][A-Za-z]*\.[\w-]*)\$\{[^}]+\}([\w-]*)`/g)].map(([, before = '', after = '']) => ({
      before,
      after,
    }));
    // Looked up by codes of the catalogues of `protocol`, by kinds of files, and by reasons.
    const found = new Set([
      ...[...Object.keys(errors), ...Object.keys(clientErrors), ...ownCodes].map((code) => `errors.${code}`),
      ...fileTypes.map(({ exportType }) => `files.${exportType}`),
    ]);
    const byFind = [...text.matchAll(/find\('(\w+)', `([\w-]*)\$\{/g)].map(([, area = '', before = '']) => `${area}.${before}`);
    const used = (key: string): boolean =>
      literal.has(key) ||
      found.has(key) ||
      families.some(({ before, after }) => key.startsWith(before) && key.endsWith(after) && key.length > before.length + after.length) ||
      byFind.some((before) => key.startsWith(before));
    expect((await load('en')).map(([key]) => key).filter((key) => !used(key))).toEqual([]);
  });

  test('W8 every error that the website may meet has words', async () => {
    const { errors: known } = await loadCatalogue('en');
    const codes = [...Object.keys(errors), ...Object.keys(clientErrors)].filter(
      (code) => !['method-not-allowed', 'server-address'].includes(code),
    );
    expect(codes.filter((code) => !Object.hasOwn(known, code))).toEqual([]);
  });

  test.each(languages)('P1 in %s every refusal of the plan names the way out, and its page is known', async (language) => {
    const { errors: words, account } = await loadCatalogue(language);
    const paid = ['plan-lacks-type', 'pro-ended'] as const;
    for (const code of paid) expect(words[code].split('Pro').length, code).toBeGreaterThan(1);
    // The word of this language for a plan, in whatever case.
    const plan = account.plan.slice(0, 4).toLowerCase();
    const limits = ['space-exceeded', 'file-too-large', 'too-many-files'] as const;
    for (const code of limits)
      expect(words[code].toLowerCase().split(plan).length, code).toBeGreaterThan(code === 'space-exceeded' ? 1 : 2);
    expect(words['device-limit']).toContain('{limit}');
    // What is left to do comes behind what happened and what was kept.
    for (const code of [...paid, ...limits, 'history-full', 'device-limit', 'downloads-used-up', 'promo-refused'] as const)
      expect(words[code].split(/[.;:!] /).length, code).toBeGreaterThan(1);
    for (const code of [...paid, ...limits, 'history-full']) expect(remedies[code]?.to, code).toMatch(/^\/(account|cloud)\//);
  });

  test('W8 plurals, numbers, sizes and dates are those of the language', async () => {
    const { say } = sayer('uk', await loadCatalogue('uk'));
    expect([1, 3, 7, 21].map((count) => say('cloud.fileCount', { count }))).toEqual(['1 файл', '3 файли', '7 файлів', '21 файл']);
    expect(sayer('de', await loadCatalogue('de')).say('cloud.fileCount', { count: 12_345 })).toBe('12.345 Dateien');
    expect([0, 1, 999, 1000, 3_145_728_000].map((size) => formatIn('en').size(size))).toEqual([
      '0 bytes',
      '1 byte',
      '999 bytes',
      '1 kB',
      '3.15 GB',
    ]);
    expect(formatIn('en', 'en-GB').day(Date.UTC(2026, 10, 21, 12))).toBe('21 Nov 2026');
    expect([regional('en', ['nl-NL', 'en-GB']), regional('fr', ['nl-NL'])]).toEqual(['en-GB', 'fr']);
    expect([preferredLanguage(['ja', 'uk-UA', 'en']), preferredLanguage(['ja']), preferredLanguage(['fr-CH', 'de'])]).toEqual([
      'uk',
      'en',
      'fr',
    ]);
  });
});
