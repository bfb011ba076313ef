import fc from 'fast-check';
import { nameProblem } from '@cairn/protocol';
import { expect, test } from 'vitest';
import { TestLibrary, codeOf } from './support/library.ts';

/** Names of a release run: CAIRN_TEST_NAMES=100000. */
const wanted = Number(process.env['CAIRN_TEST_NAMES'] ?? '600');

const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  fc.constantFrom(
    '..',
    '.',
    '',
    'a',
    'A',
    'é',
    'e\u0301',
    'É',
    'ß',
    'SS',
    'İ',
    'i̇',
    '\r\n',
    '\n',
    '$0D',
    '%2e%2e',
    '\u0000',
    '\u007f',
    '\ud800',
    '\u202e',
    'CON',
    'a.gpx',
    'C:',
    '\\',
    '~',
    '.cairn',
  ),
  fc.constantFrom('x'.repeat(250), 'ü'.repeat(300), 'x'.repeat(5000)),
);
const names = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join('/'));

test(
  `R44 ${wanted} drawn names: what is accepted is listed and read as it came, distinct by case and form; no path of the disk is made from it`,
  { timeout: 120_000 + wanted * 20 },
  async () => {
    const batch = 100;
    for (const [round, drawn] of fc
      .sample(fc.uniqueArray(names, { minLength: batch, maxLength: batch }), { numRuns: Math.ceil(wanted / batch), seed: 44 })
      .entries()) {
      // Every content has a file of its own on the disk.
      const library = await TestLibrary.open({ inlineBytes: 1, seed: `names ${round}` });
      const results = await library.upload(drawn.map((name, index) => ({ name, content: `content ${index} of ${round}` })));
      const kept = new Map<string, string>();
      for (const [index, name] of drawn.entries()) {
        const problem = nameProblem(name);
        expect([name, codeOf(results[index])]).toEqual([name, problem === null ? 'done' : 'name-refused']);
        if (problem === null) kept.set(name, `content ${index} of ${round}`);
      }
      expect(new Map(Object.entries(await library.files()))).toEqual(kept);
      expect(library.disk.paths).toHaveLength(kept.size);
      for (const path of library.disk.paths) expect(path).toMatch(/^\/blobs\/(?:[\da-f]+\/)*[\da-f]{32}$/);
    }
  },
);
