import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { crashCycles } from './crash.ts';

/** `npm run crash -- --cycles N [--seed N] [--no-deletes]`: the long mode; its result goes to docs/evidence/crash.md. */
const { values } = parseArgs({
  options: {
    cycles: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    'no-deletes': { type: 'boolean', default: false },
  },
});
const [cycles, seed] = [Number(values.cycles), Number(values.seed)];
console.log(`kill -9, ${cycles} cycles, seed ${seed}`);
const report = await crashCycles({
  cycles,
  seed,
  deletes: !values['no-deletes'],
  cycleDone: (cycle, acknowledged) => {
    if (cycle % 10 === 0) console.log(`${cycle} cycles, ${acknowledged} contents acknowledged`);
  },
});
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const result = report.faults.length === 0 ? 'nothing lost' : `${report.faults.length} faults`;
const row = `| ${new Date().toISOString().slice(0, 10)} | ${commit} | ${seed} | ${cycles} | ${report.acknowledged} | ${report.checked} | ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'} | ${result} |`;
await appendFile(join(import.meta.dirname, '../../docs/evidence/crash.md'), `${row}\n`);
console.log(report.faults.length === 0 ? `done: ${row}` : report.faults.join('\n'));
process.exitCode = report.faults.length === 0 ? 0 : 1;
