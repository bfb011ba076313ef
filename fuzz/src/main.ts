// Fuzzing by command: `npm run fuzz -- --help`.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { corpusOf, keep } from './corpus.ts';
import { loadTarget } from './load.ts';
import { note } from './report.ts';
import { fuzz } from './supervise.ts';
import { root } from './target.ts';
import { groupOf, targetNames } from './names.ts';

const defaultSeconds = 30;
const usage = `npm run fuzz -- [--target NAME[,NAME…]] [--seconds N] [--runs N] [--seed N]
  Fuzzes the readers, led by the branches that inputs take (R50): all of them, ${defaultSeconds} seconds each, unless said otherwise.
npm run fuzz -- --target NAME --input FILE
  Runs one input again.
npm run fuzz -- --routes [--count N] [--seed N]
  Sends N generated requests to every route of the table (R47).
npm run fuzz -- --races [--count N]
  Runs the races N times each, on SQLite and PostgreSQL (R06, R13, R16, R18).
npm run fuzz -- --list
`;

const { values } = parseArgs({
  options: {
    target: { type: 'string' },
    seconds: { type: 'string' },
    runs: { type: 'string' },
    seed: { type: 'string' },
    input: { type: 'string' },
    count: { type: 'string' },
    routes: { type: 'boolean' },
    races: { type: 'boolean' },
    list: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});

if (values.help === true) process.stdout.write(usage);
else if (values.list === true) console.log(targetNames.join('\n'));
else if (values.routes === true)
  suites('routes', { CHECK_REQUESTS: values.count ?? '10000', ...(values.seed === undefined ? {} : { CHECK_SEED: values.seed }) });
else if (values.races === true) suites('races', { CAIRN_TEST_RACES: values.count ?? '10000' });
else if (values.input !== undefined) await again(values.target ?? '', values.input);
else await run();

/** Fuzzes the targets one after the other and notes what came of it. */
async function run(): Promise<void> {
  const wanted = values.target?.split(',') ?? targetNames;
  wanted.forEach(groupOf);
  const seconds = values.seconds === undefined ? (values.runs === undefined ? defaultSeconds : null) : Number(values.seconds);
  const seed = Number(values.seed ?? Date.now() % 2 ** 31);
  for (const target of wanted) {
    const began = Date.now();
    const outcome = await fuzz({ targets: [target], seed, runs: Number(values.runs ?? Number.MAX_SAFE_INTEGER), seconds, corpus: true });
    const took = Math.round((Date.now() - began) / 1000);
    const { taken, branches, corpus } = outcome.progress;
    console.log(
      `${target}: ${outcome.runs} runs in ${took} s, seed ${seed}, ${taken} of ${branches} branches, corpus ${corpus}, ${outcome.faults.length} faults`,
    );
    for (const { words, input } of outcome.faults) {
      console.log(`  ${words.split('\n').slice(0, 8).join('\n  ')}\n  input: ${keep(`${corpusOf(target)}-faults`, input)}`);
      process.exitCode = 1;
    }
    note(target, outcome, seed, took);
  }
}

/** Runs one input, with its error as it is. */
async function again(name: string, file: string): Promise<void> {
  const target = await loadTarget(name);
  await target.run(new Uint8Array(readFileSync(file)));
  console.log('nothing found');
}

/** The long mode of tests whose names carry a number. */
function suites(what: 'routes' | 'races', environment: Record<string, string>): void {
  const routeTests = ['contract', 'osmand/contract', 'osmand/billing'];
  const raceTests = ['log-store', 'postgres/log-store', 'collector', 'compound-races'];
  const [names, files] = what === 'routes' ? ['R47', routeTests] : ['R06|R13|R16|R18', raceTests];
  const paths = files.map((name) => `packages/server/test/${name}.test.ts`);
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const done = spawnSync(process.execPath, [vitest, 'run', ...paths, '-t', names, '--testTimeout=0'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  process.exitCode = done.status ?? 1;
}
