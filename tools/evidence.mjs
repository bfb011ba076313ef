// `npm run evidence`: requirement → test → last long run, as docs/evidence/requirements.md and on the console. Tests come from the report of the
// last `npm test` (and from the sources, where they are newer), long runs and what is not met from the ledgers in docs/evidence.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const evidence = join(root, 'docs', 'evidence');
/** Not due before the first release: a soak of hours, and a second factor. */
const later = new Set(['R34', 'R59']);
const due = Array.from({ length: 80 }, (_, index) => `R${String(index + 1).padStart(2, '0')}`).filter((number) => !later.has(number));
/** Proven by a step of `npm run check` as well. */
const checked = { R80: 'tools/check-supply.mjs' };
/** Ledgers that hold the runs of one kind only, and what those prove. README.md says it in each row. */
const ledgers = {
  'crash.md': ['R02', 'R05'],
  'simulation.md': ['R21', 'R23', 'R24', 'R25', 'R26', 'R27', 'R29', 'R30'],
  'wires.md': ['R28'],
};
const inTitle = /\b[ASTRCPW]\d{1,2}\b/g;

const proofs = provenTests();
const runs = longRuns();
const gaps = new Map(tableOf('README.md', 'requirement').map((row) => [row.requirement, row]));

const numbers = [...new Set([...due, ...later, ...proofs.keys()])].sort((a, b) => order(a) - order(b));
const rows = numbers.map((number) => `| ${[number, testsOf(number), runs.get(number) ?? '', stateOf(number)].join(' | ')} |`);
writeFileSync(
  join(evidence, 'requirements.md'),
  `# Which test proves what

Written by \`npm run evidence\`: the tests whose names carry a number, with how many passed in the last \`npm test\`; the last long run of the ledgers beside this
file; and what is not met, with the reason, from [README.md](README.md). What the numbers mean is in [requirements.md](../developers/requirements.md).

| number | tests | last long run | state |
|---|---|---|---|
${rows.join('\n')}
`,
);
for (const number of due) {
  const files = [...(proofs.get(number)?.keys() ?? [])].join(' ') || (checked[number] ?? '-');
  console.log([number, stateOf(number), files, runs.get(number) ?? 'no long run'].join('\t'));
}

/** By number: the test files that carry it, with how many of their tests passed and did not. */
function provenTests() {
  const found = new Map();
  const add = (number, file, passed, other) => {
    const files = found.get(number) ?? new Map();
    const counts = files.get(file) ?? { passed: 0, other: 0 };
    files.set(file, { passed: counts.passed + passed, other: counts.other + other });
    found.set(number, files);
  };
  const path = join(root, '.cache', 'test-report.json');
  const { testResults } = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { testResults: [] };
  for (const { name, assertionResults } of testResults) {
    if (!existsSync(name)) continue;
    for (const { fullName, status } of assertionResults)
      for (const number of new Set(fullName.match(inTitle)))
        add(number, relative(root, name), Number(status === 'passed'), Number(status !== 'passed'));
  }
  // What was written since the last run, and what runs by command only.
  for (const file of execFileSync('git', ['ls-files', '*.test.ts'], { cwd: root, encoding: 'utf8' }).trim().split('\n')) {
    if (!existsSync(join(root, file))) continue;
    for (const [, title] of readFileSync(join(root, file), 'utf8').matchAll(
      /\b(?:test|describe)(?:\.\w+(?:\([^()]*(?:\([^()]*\))?[^()]*\))?)?\(\s*['`]([^'`]*)/g,
    ))
      for (const number of title.match(inTitle) ?? []) if (found.get(number)?.has(file) !== true) add(number, file, 0, 0);
  }
  return found;
}

function testsOf(number) {
  const files = [...(proofs.get(number) ?? [])].map(
    ([file, { passed, other }]) =>
      `\`${file}\` (${passed + other === 0 ? 'not in the last run' : `${passed}${other > 0 ? `, ${other} not passed` : ''}`})`,
  );
  if (checked[number] !== undefined) files.push(`\`${checked[number]}\``);
  return files.join('<br>');
}

function stateOf(number) {
  if (!number.startsWith('R')) return '';
  const gap = gaps.get(number);
  if (gap !== undefined) return gap.state;
  if (later.has(number)) return 'later';
  return testsOf(number) === '' ? '**not met**: no test' : 'tested';
}

/** By number: its newest long run in words. */
function longRuns() {
  const found = new Map();
  const put = (list, row) => {
    const { commit = '', result = '', ...rest } = row;
    const date = row.date ?? row.day ?? '';
    const facts = Object.entries(rest).filter(([name, value]) => !['date', 'day', 'requirements'].includes(name) && value !== '');
    const words = `${date} ${commit}: ${facts.map(([name, value]) => (name === 'run' ? value : `${name} ${value}`)).join(', ')}: ${result}`;
    for (const number of list) if (date >= (found.get(number)?.date ?? '')) found.set(number, { date, words });
  };
  for (const [file, list] of Object.entries(ledgers)) for (const row of tableOf(file, 'commit')) put(list, row);
  for (const row of tableOf('README.md', 'run')) put(row.requirements?.match(/R\d\d/g) ?? [], row);
  return new Map([...found].map(([number, { words }]) => [number, words]));
}

/** Rows of the tables of a ledger whose head has this column; a row that stands apart belongs to the table above it. */
function tableOf(file, column) {
  const found = [];
  let head = [];
  for (const line of readFileSync(join(evidence, file), 'utf8').split('\n')) {
    if (!line.startsWith('|')) continue;
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    if (/^:?-+:?$/.test(cells[0] ?? '')) continue;
    const isHead = ['date', 'day', 'requirements', 'requirement', 'command', 'number'].includes(cells[0] ?? '');
    if (isHead) head = cells;
    else if (head.includes(column)) found.push(Object.fromEntries(head.map((name, index) => [name, cells[index] ?? ''])));
  }
  return found;
}

function order(number) {
  return 'AWSTPCR'.indexOf(number[0]) * 1000 + Number(number.slice(1));
}
