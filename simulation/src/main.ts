import { appendFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { bugNamed, plantedBugs } from './bugs/planted.ts';
import type { PlantedBug } from './bugs/planted.ts';
import { findBug, seedsFrom } from './find-bug.ts';
import type { Told } from './history.ts';
import { live } from './history.ts';
import { optionsOf } from './options.ts';
import { commit, describe, readRecord, recordOf } from './report.ts';
import { shrink } from './shrink.ts';

const usage = `npm run simulate                              seeds from 1 on, 100,000 steps
npm run simulate -- --from 5000 --minutes 30  the long mode: as many seeds as fit; a line goes to docs/evidence/simulation.md
npm run simulate -- --seed 77 [--steps 100] [--bug NAME]   one seed; a failure is shrunk
npm run simulate -- --replay FILE             a recorded history
npm run simulate -- --bugs                    how soon each planted bug is found`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    steps: { type: 'string' },
    bug: { type: 'string' },
    replay: { type: 'string' },
    from: { type: 'string' },
    minutes: { type: 'string' },
    bugs: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(usage);
else if (values.replay !== undefined) await replay(values.replay);
else if (values.seed !== undefined) await one(Number(values.seed), values.steps, values.bug);
else if (values.bugs) await bugs();
else await many(Number(values.from ?? 1), values.minutes);

async function replay(file: string): Promise<void> {
  const { options, decisions, bug } = readRecord(file);
  const planted = bug === null ? undefined : bugNamed(bug);
  end(await live(options, { bug: planted, decisions }), bug);
}

async function one(seed: number, steps: string | undefined, bugName: string | undefined): Promise<void> {
  const bug = bugName === undefined ? undefined : bugNamed(bugName);
  const told = await live(optionsOf(seed, steps === undefined ? undefined : Number(steps)), { bug });
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
  console.log(`recorded: npm run simulate -- --replay ${file}`);
}

function end(told: Told, bug: string | null): void {
  if (told.violation === null) console.log(`seed ${told.options.seed}: ${told.decisions.length} steps, all is well; ${told.digest}`);
  else {
    console.log(describe(told, bug));
    process.exitCode = 1;
  }
}

async function many(from: number, minutes: string | undefined): Promise<void> {
  const began = Date.now();
  const isOver = (steps: number): boolean => (minutes === undefined ? steps >= 100_000 : Date.now() - began > Number(minutes) * 60_000);
  const violations: number[] = [];
  let [seed, steps, told] = [from, 0, began];
  for (; !isOver(steps); seed++) {
    const history = await live(optionsOf(seed));
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
  const line = `| ${day} | ${commit()} | ${from}–${seed - 1} | ${steps} | ${cpus()[0]?.model.trim() ?? 'unknown'} | ${result} |\n`;
  appendFileSync(new URL('../../docs/evidence/simulation.md', import.meta.url), line);
}

async function bugs(): Promise<void> {
  for (const bug of plantedBugs) {
    const found = await findBug(bug, seedsFrom([]), 100_000);
    if (found === null) process.exitCode = 1;
    const where =
      found === null ? '| – | – | not found' : `| ${found.told.options.seed} | ${found.steps} | ${found.told.violation?.rule ?? ''}`;
    console.log(`| ${bug.name} | ${bug.words} ${where} |`);
  }
}
