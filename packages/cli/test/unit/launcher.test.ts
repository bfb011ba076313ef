import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const launcher = resolve(import.meta.dirname, '../../bin/cairn.sh');
const checkout = mkdtempSync(join(tmpdir(), 'cairn launcher '));
const bin = join(checkout, 'packages/cli/bin/cairn.sh');

/** A checkout with nothing in it but the launcher, a Node and a program that says how it was called. */
beforeAll(() => {
  for (const folder of ['packages/cli/bin', 'node_modules/.bin', 'path']) mkdirSync(join(checkout, folder), { recursive: true });
  copyFileSync(launcher, bin);
  symlinkSync(process.execPath, join(checkout, 'node_modules/.bin/node'));
  symlinkSync('../packages/cli/bin/cairn.sh', join(checkout, 'path/relative'));
  symlinkSync(join(checkout, 'path/relative'), join(checkout, 'path/cairn'));
});
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

function program(source: string): void {
  mkdirSync(join(checkout, 'packages/cli/dist'), { recursive: true });
  writeFileSync(join(checkout, 'packages/cli/dist/main.js'), source);
}

describe('the launcher', () => {
  test('says what to do where nothing is built', () => {
    const ran = spawnSync(bin, ['status'], { encoding: 'utf8' });
    expect([ran.status, ran.stderr]).toEqual([1, "Cairn is not built yet. Run 'npm run build' in its checkout, then try again.\n"]);
  });

  test('runs with the Node of the checkout, through links, from anywhere, with words as they were typed', () => {
    program('console.log(JSON.stringify([process.argv.slice(2), process.cwd(), process.argv0]))');
    for (const called of [bin, join(checkout, 'path/relative'), join(checkout, 'path/cairn')]) {
      const [words, cwd, node] = JSON.parse(execFileSync(called, ['a b', "it's", ''], { encoding: 'utf8', cwd: '/' })) as [
        string[],
        string,
        string,
      ];
      expect(words).toEqual(['a b', "it's", '']);
      expect(cwd).toBe('/');
      expect(node).toContain('node_modules/.bin/node');
    }
  });

  test('passes exit status and signals, for it is the same process', async () => {
    program('process.exitCode = 3;');
    expect(spawnSync(bin).status).toBe(3);
    program("process.once('SIGINT', () => process.exit(7)); setInterval(() => 0, 1000); console.log(process.pid)");
    const child = spawn(bin, { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = await new Promise<string>((said) => child.stdout.once('data', (text: Buffer) => said(text.toString().trim())));
    expect(Number(pid)).toBe(child.pid);
    child.kill('SIGINT');
    expect(await new Promise((ended) => child.once('close', ended))).toBe(7);
  });
});
