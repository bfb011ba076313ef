import { appendFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { bugNamed, plantedBugs } from './bugs/planted.ts';
import type { PlantedBug } from './bugs/planted.ts';
import { findBug, seedsFrom } from './find-bug.ts';
import type { Told } from './history.ts';
import { live } from './history.ts';
import type { SetUp } from './host-database.ts';
import { optionsOf } from './options.ts';
import { onPostgres } from './postgres/start.ts';
import { commit, describe, readRecord, recordOf } from './report.ts';
import { shrink } from './shrink.ts';
import { onSqlite } from './sqlite-database.ts';

const usage = `npm run simulate                              seeds from 1 on, 100,000 steps
npm run simulate -- --from 5000 --minutes 30  the long mode: as many seeds as fit; a line goes to docs/evidence/simulation.md
npm run simulate -- --seed 77 [--steps 100] [--bug NAME]   one seed; a failure is shrunk
npm run simulate -- --replay FILE             a recorded history
npm run simulate -- --bugs                    how soon each planted bug is found
each also with --setup postgres               the server stands on a real PostgreSQL instead of SQLite in memory`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    steps: { type: 'string' },
    bug: { type: 'string' },
    replay: { type: 'string' },
    from: { type: 'string' },
    minutes: { type: 'string' },
    bugs: { type: 'boolean', default: false },
    setup: { type: 'string', default: 'sqlite' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(usage);
else if (values.setup === 'sqlite') await run(onSqlite);
else if (values.setup === 'postgres') {
  const setUp = await onPostgres();
  await run(setUp).finally(() => setUp.stop());
} else throw new Error('--setup is sqlite or postgres');

async function run(setUp: SetUp): Promise<void> {
  if (values.replay !== undefined) await replay(values.replay, setUp);
  else if (values.seed !== undefined) await one(Number(values.seed), values.steps, values.bug, setUp);
  else if (values.bugs) await bugs(setUp);
  else await many(Number(values.from ?? 1), values.minutes, setUp);
}

async function replay(file: string, setUp: SetUp): Promise<void> {
  const { options, decisions, bug } = readRecord(file);
  const planted = bug === null ? undefined : bugNamed(bug);
  end(await live(options, { bug: planted, setUp, decisions }), bug);
}

async function one(seed: number, steps: string | undefined, bugName: string | undefined, setUp: SetUp): Promise<void> {
  const bug = bugName === undefined ? undefined : bugNamed(bugName);
  const told = await live(optionsOf(seed, steps === undefined ? undefined : Number(steps)), { bug, setUp });
  await failed(told, bug);
}

async function failed(told: Told, bug: PlantedBug | undefined): Promise<void> {
  end(told, bug?.name ?? null);
  if (told.violation === null) return;
  const short = await shrink(told, bug);
  const file = `simulation-seed-${told.options.seed}.json`;
  writeFileSync(file, `${JSON.stringify(recordOf(short, bug?.name ?? null), null, 1)}\n`);
  console.log(`shrunk to ${short.decisions.length} steps:`);
  for (const line of short.trace) console.log(`  ${line}`);
  console.log(`recorded: npm run simulate -- --replay ${file}${told.setUp.name === 'sqlite' ? '' : ` --setup ${told.setUp.name}`}`);
}

function end(told: Told, bug: string | null): void {
  if (told.violation === null) console.log(`seed ${told.options.seed}: ${told.decisions.length} steps, all is well; ${told.digest}`);
  else {
    console.log(describe(told, bug));
    process.exitCode = 1;
  }
}

async function many(from: number, minutes: string | undefined, setUp: SetUp): Promise<void> {
  const began = Date.now();
  const isOver = (steps: number): boolean => (minutes === undefined ? steps >= 100_000 : Date.now() - began > Number(minutes) * 60_000);
  const violations: number[] = [];
  let [seed, steps, told] = [from, 0, began];
  for (; !isOver(steps); seed++) {
    const history = await live(optionsOf(seed), { setUp });
    steps += history.decisions.length;
    if (history.violation !== null) {
      violations.push(seed);
      await failed(history, undefined);
    }
    if (Date.now() - told < 10_000) continue;
    told = Date.now();
    console.log(
      `${steps} steps in ${seed - from + 1} seeds, ${violations.length} violations, ${Math.round((steps * 1000) / (told - began))} steps a second`,
    );
  }
  const result = violations.length === 0 ? 'no violation' : `violated by seeds ${violations.join(', ')}`;
  console.log(`${steps} steps in ${seed - from} seeds: ${result}`);
  if (minutes === undefined) return;
  const day = new Date().toISOString().slice(0, 10);
  const machine = cpus()[0]?.model.trim() ?? 'unknown';
  const on = setUp.name === 'postgres' ? `${machine}, on PostgreSQL` : machine;
  const line = `| ${day} | ${commit()} | ${from}–${seed - 1} | ${steps} | ${on} | ${result} |\n`;
  appendFileSync(new URL('../../docs/evidence/simulation.md', import.meta.url), line);
}

async function bugs(setUp: SetUp): Promise<void> {
  for (const bug of plantedBugs) {
    if (bug.only !== undefined && bug.only !== setUp.name) continue;
    const found = await findBug(bug, seedsFrom([]), 100_000, setUp);
    if (found === null) process.exitCode = 1;
    const where =
      found === null ? '| – | – | not found' : `| ${found.told.options.seed} | ${found.steps} | ${found.told.violation?.rule ?? ''}`;
    console.log(`| ${bug.name} | ${bug.words} ${where} |`);
  }
}
