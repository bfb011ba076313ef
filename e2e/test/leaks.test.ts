import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { inject } from 'vitest';
import { describe, expect, test } from 'vitest';
import { Lines, leakIn } from '../src/output/leaks.ts';

const passwords = inject('passwordsInUse');
const line = (facts: object): string => JSON.stringify({ level: 30, time: '2026-11-21T12:00:00.000Z', ...facts, msg: 'a thing' });

describe('R69 the search of all outputs', () => {
  test('R69 it finds tokens, sessions, words of mails and passwords in any line, addresses and codes in a log', () => {
    expect(passwords.length).toBeGreaterThan(10);
    const password = passwords[0] ?? '';
    for (const [text, leak] of [
      [`cairn_12_3_${'a'.repeat(43)}`, 'a token'],
      [`key cairn_operator_${'a'.repeat(43)}`, 'a token'],
      ['Cookie: __Host-cairn=3.abc.def', 'a session'],
      ['/userdata/list-files?deviceid=1&accessToken=abcdefgh', 'a token in an address'],
      [`https://x/link#${'w'.repeat(32)}`, 'a word of a mail'],
      [`he typed ${password}`, `the password "${password}"`],
      [line({ body: { note: 'mail to ana@example.org' } }), 'an e-mail address in "note"'],
      [line({ reason: 'wrong code 12345678' }), 'a code in "reason"'],
      [line({ err: { digits: 12_345_678 } }), 'a code in "digits"'],
    ] as const)
      expect([text, leakIn(text, passwords)]).toEqual([text, leak]);
  });

  test('R69 it takes what is no secret for none', () => {
    for (const text of [
      'cairn is ready at http://127.0.0.1:8080',
      `Open this link: http://127.0.0.1:8080/set-up#${'w'.repeat(32)}`,
      line({ bytes: 12_345_678, ms: 5, account: 12, from: '127.0.0.1', request: '3f0c' }),
      line({ err: { stack: 'at node_modules/@fastify/x/12345678.js:10:2', message: 'cairn_1_1_[redacted] ?[redacted]' } }),
      'Signed in as ana@example.org. The code was 12345678.',
    ])
      expect([text, leakIn(text, passwords)]).toEqual([text, null]);
  });

  test('R69 what a process writes is heard in whole lines, whoever reads it and when', async () => {
    const lines: string[] = [];
    const cut = new Lines((text) => lines.push(text));
    for (const piece of ['on', 'e\ntw', 'o\nthree']) cut.add(piece);
    expect(lines).toEqual(['one', 'two']);
    const child = spawn(process.execPath, ['-e', 'console.log("a".repeat(9))'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'close');
    let read = '';
    for await (const piece of child.stdout) read += String(piece);
    await ended;
    expect(read).toBe('aaaaaaaaa\n');
  });
});
