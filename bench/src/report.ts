import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Line } from './aims.ts';
import { keeps } from './aims.ts';
import type { Ledger } from './readings.ts';
import { median, plain } from './readings.ts';

/** What has to be known to take a result seriously. */
export interface Circumstances {
  readonly date: string;
  readonly commit: string;
  readonly commandLine: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly corpora: Readonly<Record<string, string>>;
}

export function circumstances(
  root: string,
  args: readonly string[],
  versions: Circumstances['versions'],
  corpora: Circumstances['corpora'],
): Circumstances {
  const git = (...words: string[]): string => execFileSync('git', words, { cwd: root, encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--', 'packages').length > 0;
  const model = cpus()[0]?.model ?? 'unknown processor';
  return {
    date: new Date().toISOString(),
    commit: git('rev-parse', '--short=12', 'HEAD') + (changed ? ' with changes that are not committed' : ''),
    commandLine: ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
    machine: `${cpus().length} × ${model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Linux ${release()}`,
    versions,
    corpora,
  };
}

const heads = ['aim', 'corpus', 'what', 'must', 'aim at', 'measured', 'must kept', 'aim reached'] as const;

function cells(line: Line): string[] {
  const limit = (value: number | null): string => (value === null ? '–' : `${line.atLeast ? '≥' : '≤'} ${withUnit(value, line.unit)}`);
  const word = (kept: boolean | null, no: string): string => (kept === null ? '–' : kept ? 'yes' : no);
  return [
    String(line.aim),
    line.corpus,
    line.what,
    limit(line.must),
    limit(line.aimed),
    line.measured === null ? 'not measured' : withUnit(line.measured, line.unit),
    line.must !== null && line.measured === null ? '?' : word(keeps(line, line.must), 'NO'),
    word(keeps(line, line.aimed), 'not yet'),
  ];
}

function withUnit(value: number, unit: Line['unit']): string {
  if (unit === 'p') return value.toFixed(3);
  return unit === '×' ? `${value.toFixed(2)} ×` : `${plain(value)} ${unit}`;
}

/** The table for a terminal. */
export function terminalTable(lines: readonly Line[]): string {
  const rows = [[...heads], ...lines.map(cells)];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}

/** Writes `bench-DATE.md` and `bench-DATE.json`; gives the path of the first. */
export function writeReport(folder: string, facts: Circumstances, lines: readonly Line[], ledger: Ledger): string {
  mkdirSync(folder, { recursive: true });
  const name = join(folder, `bench-${facts.date.slice(0, 16).replace('T', '-').replace(':', '')}`);
  writeFileSync(`${name}.json`, `${JSON.stringify({ ...facts, lines, failures: ledger.failures, readings: ledger.readings }, null, 1)}\n`);
  writeFileSync(`${name}.md`, markdown(facts, lines, ledger));
  return `${name}.md`;
}

function markdown(facts: Circumstances, lines: readonly Line[], ledger: Ledger): string {
  const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
    [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
  const list = (entries: Readonly<Record<string, string>>): string =>
    Object.entries(entries)
      .map(([name, value]) => `- ${name}: ${value}`)
      .join('\n');
  const compared = ledger.readings.some(({ tool }) => tool !== 'cairn');
  const failures = ledger.failures.map(({ corpus, tool, job, reason }) => `- ${tool}, ${job}, ${corpus}: ${reason.split('\n')[0] ?? ''}`);
  return `# Bench, ${facts.date.slice(0, 10)}

\`${facts.commandLine}\` at commit ${facts.commit}. ${facts.machine}. Loopback.${compared ? ' The tools took turns at every job, and the content of the\nother device was compared with the first after B and E. Only ratios taken in one run count.' : ''}

${table(heads, lines.map(cells))}
${failures.length === 0 ? '' : `\n## What failed\n\n${failures.join('\n')}\n`}
## Readings

Medians, and every single reading in the order it was taken.

${table(['corpus', 'job', 'tool', 'measure', 'median', 'readings'], readingRows(ledger))}

## What was measured with

${list(facts.versions)}
${list(facts.corpora)}
${compared ? how : ''}`;
}

const how = `
Cairn was driven through its command line, with throttling off because a bench signs in more often than a person. "Far" means a proxy that
delays every byte. Loads: files of 10 kB that shrink like tracks; nginx and bare node get them plain, Cairn as its devices send them. Bytes on
the wire are payload of TCP, counted by a proxy in a pass of its own. Syncthing is told of changes by forced scans, and D and E go straight to
its second instance. restic restores E into an empty folder.
`;

function readingRows(ledger: Ledger): string[][] {
  const groups = new Map<string, number[]>();
  for (const { corpus, job, tool, measure, value } of ledger.readings) {
    const key = [corpus, job, tool, measure].join(' | ');
    groups.set(key, [...(groups.get(key) ?? []), value]);
  }
  return [...groups].map(([key, values]) => [key, plain(median(values) ?? 0), values.map(plain).join(', ')]);
}
