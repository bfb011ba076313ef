import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAddress, readServer } from '../../src/addresses.ts';
import { UsageError } from '../../src/arguments.ts';
import { explainFault } from '../../src/faults.ts';
import { Format } from '../../src/format.ts';
import { near } from '../../src/near.ts';
import { shownName, shownWidth, table } from '../../src/output.ts';
import { quoted } from '../../src/quoted.ts';
import { en } from '../../src/words/en.ts';

const format = new Format('en-GB');

test('one is one: what backups, checks and moves say about a single account or content', () => {
  const { upkeep, admin } = en;
  const [account, content, backup] = [upkeep.accounts(1, '1'), upkeep.contents(1, '1'), upkeep.backups(1, '1')];
  const said = [
    upkeep.saved('a', account, content, '1 byte'),
    upkeep.added(content, '1 byte'),
    upkeep.pruned(backup, content),
    upkeep.whole(account, content, '1 byte'),
    upkeep.faults(upkeep.found(1, '1'), content, '1 byte'),
    upkeep.aside(en.fileCount(1, '1')),
    upkeep.restored('a', account, content, '1 byte'),
    upkeep.moved(account),
    ...[upkeep.damagedHere, upkeep.damagedThere, upkeep.movedDamaged].map((text) => text(content)),
    admin.auditWhole(admin.auditRows(1, '1')),
    admin.server.files(en.fileCount(1, '1'), '1 byte'),
  ];
  for (const text of said) expect(text).not.toMatch(/\b1 (accounts|contents|backups|faults|files|rows)\b/);
  expect(upkeep.saved('a', upkeep.accounts(2, '2'), upkeep.contents(0, '0'), '9 bytes')).toContain('2 accounts, 0 contents');
});

describe('how things are written', () => {
  test.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [41_664, '41.7 kB'],
    [999_499, '999 kB'],
    [999_500, '1 MB'],
    [5_242_880, '5.24 MB'],
    [3_145_728_000, '3.15 GB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(format.size(bytes)).toBe(text);
  });

  test.each([
    [0, 'now'],
    [1000, '1 second ago'],
    [59_000, '59 seconds ago'],
    [61_000, '1 minute ago'],
    [7_300_000, '2 hours ago'],
    [86_400_000, 'yesterday'],
    [10 * 86_400_000, '10 days ago'],
  ])('%d ms ago is "%s"', (millis, text) => {
    expect(format.ago(1_800_000_000_000 - millis, 1_800_000_000_000)).toBe(text);
  });

  test('a clock that was set back does not speak of the future', () => {
    expect(format.ago(2000, 1000)).toBe('now');
  });

  test('columns line up with accents, wide letters and colours', () => {
    expect(
      table(
        [
          ['a', '1'],
          ['日本', '22'],
          ['é', '3'],
        ],
        [1],
      ),
    ).toEqual(['a      1', '日本  22', 'é      3']);
    expect(shownWidth('\x1b[31mred\x1b[39m')).toBe(3);
    expect(shownWidth('e\u0301')).toBe(1);
  });

  test('R44 a name cannot move the cursor or turn the line around', () => {
    expect(shownName('a\x1b[2Jb\n\u202egpx')).toBe('a\\u001b[2Jb\\u000a\\u202egpx');
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (name) => !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(shownName(name))));
  });

  test('a command line that is shown can be typed', () => {
    expect(quoted('tracks/a.gpx')).toBe('tracks/a.gpx');
    expect(quoted("tracks/it's mine.gpx")).toBe(String.raw`'tracks/it'\''s mine.gpx'`);
  });

  test('names that look alike are suggested, others are not', () => {
    const names = ['tracks/Sunday loop.gpx', 'tracks/Monday.gpx', 'favorites/favorites-food.gpx'];
    expect(near('tracks/sunday lop.gpx', names)).toEqual(['tracks/Sunday loop.gpx']);
    expect(near('favorites-fod.gpx', names)).toEqual(['favorites/favorites-food.gpx']);
    expect(near('something else', names)).toEqual([]);
  });
});

describe('addresses as they are typed', () => {
  test.each([
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['localhost:8080/', 'http://localhost:8080'],
    ['cloud.example.org', 'https://cloud.example.org'],
    ['https://example.org/cairn/', 'https://example.org/cairn'],
  ])('%s is %s', (typed, server) => {
    expect(readServer(typed, en)).toBe(server);
  });
  test.each(['', 'ftp://example.org', 'a@example.org', 'http://me:secret@example.org', 'two words', 'https://example.org/?x'])(
    '"%s" is no server',
    (typed) => {
      expect(() => readServer(typed, en)).toThrow(UsageError);
    },
  );
  test.each(['a', 'a@', '@b', 'a b@c', ''])('"%s" is no e-mail address', (typed) => {
    expect(() => readAddress(typed, en)).toThrow(UsageError);
  });
});

describe('what went wrong, in words', () => {
  const around = { words: en, server: 'http://cloud.example', format, command: (rest: string) => `cairn ${rest}` };
  const system = (code: string, path = '/data/x') => Object.assign(new Error(`${code}: something`), { code, path });
  test.each([
    ['ENOTFOUND', 'unknown-server', /name of the server http:\/\/cloud.example is not known/],
    ['ECONNREFUSED', 'no-answer', /Nothing answers at/],
    ['ECONNRESET', 'broken', /broke off/],
    ['EHOSTUNREACH', 'offline', /cannot be reached/],
    ['ENOSPC', 'disk-full', /disk is full/],
    ['EACCES', 'denied', /\/data\/x/],
    ['EROFS', 'denied', /cannot be written/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate', /certificate/],
  ])('%s, however deep, is said as %s', (code, name, message) => {
    const wrapped = new TypeError('fetch failed', { cause: new AggregateError([system(code)]) });
    const fault = explainFault(wrapped, around);
    expect(fault.code).toBe(name);
    expect(fault.message).toMatch(message);
  });
  test('waiting times are said as a person counts', () => {
    const limited = Object.assign(new Error('Wait 3585 seconds'), { name: 'ApiError', code: 'too-many-mails', details: { seconds: 3585 } });
    expect(explainFault(limited, around).message).toContain('wait 60 minutes');
  });
  test('anything else says so and how to report it', () => {
    const fault = explainFault(new RangeError('odd'), around);
    expect([fault.code, fault.hints]).toEqual(['unexpected', [en.faults.unexpectedHint]]);
  });
});
