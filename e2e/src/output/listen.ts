// Beside every test file: whatever a program of ours writes, as a process of its own or in this one, is searched for secrets (R69).
import childProcess from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { channel } from 'node:diagnostics_channel';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { Readable } from 'node:stream';
import { afterAll, inject } from 'vitest';
import { Lines, leakIn } from './leaks.ts';

const passwords = inject('passwordsInUse');
const found = new Set<string>();

function search(program: string, line: string): void {
  const leak = leakIn(line, passwords);
  if (leak !== null && found.size < 10) found.add(`${program} wrote ${leak}: ${line.slice(0, 400)}`);
}
const linesOf = (program: string): Lines => new Lines((line) => search(program, line));

/** Hears what a stream gets without reading from it: who reads it, and when, stays as it is. */
function overhear(program: string, stream: Readable | null): void {
  if (stream === null) return;
  const lines = linesOf(program);
  const push = stream.push.bind(stream);
  stream.push = (piece: unknown, encoding?: BufferEncoding) => {
    if (typeof piece === 'string' || piece instanceof Uint8Array) lines.add(Buffer.from(piece as Uint8Array).toString('utf8'));
    return push(piece, encoding);
  };
}

const { spawn } = childProcess;
const overheard = (...args: Parameters<typeof spawn>): ChildProcess => {
  const child = spawn(...args);
  const program = [args[0], ...(Array.isArray(args[1]) ? args[1].map(String) : [])].join(' ').slice(-120);
  overhear(program, child.stdout);
  overhear(program, child.stderr);
  return child;
};
childProcess.spawn = overheard as typeof spawn;

// The log of a server in this process, written as it is in earnest.
const { writeSync } = fs;
const here = linesOf('a server in this process');
fs.writeSync = ((...args: Parameters<typeof writeSync>) => {
  const [descriptor, piece] = args;
  if (descriptor === 1 || descriptor === 2) here.add(typeof piece === 'string' ? piece : Buffer.from(piece).toString('utf8'));
  return writeSync(...args);
}) as typeof writeSync;
syncBuiltinESMExports();

// Logs that tests keep to themselves.
channel('cairn log of a test').subscribe((line) => search('a server in this process', String(line)));

afterAll(() => {
  if (found.size > 0) throw new Error(`R69 a secret stands in an output:\n${[...found].join('\n')}`);
});
