import { execFileSync } from 'node:child_process';
import { appendFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { crashCycles } from '../src/crash.ts';
import { embedded, postgresAndS3 } from './crash-setups.ts';

/**
 * `npm run crash -- --cycles N [--setup embedded|postgres] [--seed N] [--no-deletes]`: the long mode; its result goes to
 * docs/evidence/crash.md.
 */
const setUps = { embedded, postgres: postgresAndS3 };
const { values } = parseArgs({
  options: {
    cycles: { type: 'string', default: '100' },
    setup: { type: 'string', default: 'embedded' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    'no-deletes': { type: 'boolean', default: false },
  },
});
const [cycles, seed] = [Number(values.cycles), Number(values.seed)];
const chosen = Object.entries(setUps).find(([name]) => name === values.setup)?.[1];
if (chosen === undefined) throw new Error(`--setup is one of ${Object.keys(setUps).join(', ')}`);
const setUp = await chosen();
console.log(`kill -9 on ${setUp.name}, ${cycles} cycles, seed ${seed}`);
try {
  const report = await crashCycles({
    cycles,
    seed,
    deletes: !values['no-deletes'],
    environment: setUp.environment,
    longestMs: setUp.longestMs,
    cycleDone: (cycle, acknowledged) => {
      if (cycle % 10 === 0) console.log(`${cycle} cycles, ${acknowledged} contents acknowledged`);
    },
  });
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const faults = [...report.faults, ...setUp.check()];
  const result = faults.length === 0 ? 'nothing lost' : `${faults.length} faults`;
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`;
  const row = `| ${new Date().toISOString().slice(0, 10)} | ${commit} | ${setUp.name} | ${seed} | ${cycles} | ${report.acknowledged} | ${report.checked} | ${machine} | ${result} |`;
  await appendFile(join(import.meta.dirname, '../../docs/evidence/crash.md'), `${row}\n`);
  console.log(faults.length === 0 ? `done: ${row}` : faults.join('\n'));
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  await setUp.stop();
}
