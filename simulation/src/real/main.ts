import { appendFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { commit } from '../report.ts';
import { runReally } from './runs.ts';

const usage = `npm run wires                        the seeds 1 to 50 over real wires, against a real server
npm run wires -- --seeds 1000 [--from 5000]   the long mode; adds a line to docs/evidence/wires.md
npm run wires -- --seed 77 [--times 5]        one seed: its acts and the troubles of its connections are the same each time`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    times: { type: 'string', default: '1' },
    seeds: { type: 'string' },
    from: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(usage);
else if (values.seed !== undefined) await again(Number(values.seed), Number(values.times));
else await many(Number(values.from), values.seeds);

async function again(seed: number, times: number): Promise<void> {
  for (let time = 1; time <= times; time++) {
    const { failures } = await runReally(seed, 1, ({ trace, violation }) => {
      if (violation === null) console.log([...trace, `seed ${seed}: all is well`].join('\n'));
    });
    tell(failures);
  }
}

async function many(from: number, count: string | undefined): Promise<void> {
  const seeds = Number(count ?? 50);
  const began = Date.now();
  let [done, told] = [0, began];
  const { acknowledged, connections, troubles, failures } = await runReally(from, seeds, ({ options, violation }) => {
    done++;
    if (violation !== null) console.log(`seed ${options.seed}: ${violation.message}`);
    if (Date.now() - told < 10_000) return;
    told = Date.now();
    console.log(`${done} of ${seeds} seeds, ${((told - began) / 1000 / done).toFixed(1)} s each`);
  });
  tell(failures);
  const kinds = [...troubles].map(([kind, often]) => `${often} × ${kind}`).join(', ');
  const result = failures.length === 0 ? 'no violation' : `${failures.length} violations`;
  console.log(`${seeds} seeds, ${acknowledged} contents acknowledged, ${connections} connections, ${kinds}: ${result}`);
  if (count === undefined) return;
  const day = new Date().toISOString().slice(0, 10);
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`;
  const row = `| ${[day, commit(), `${from}–${from + seeds - 1}`, acknowledged, connections, kinds, machine, result].join(' | ')} |\n`;
  appendFileSync(new URL('../../../docs/evidence/wires.md', import.meta.url), row);
}

function tell(failures: readonly string[]): void {
  if (failures.length > 0) process.exitCode = 1;
  for (const words of failures) console.log(words);
}
