import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from './supervise.ts';
import { root } from './target.ts';

const ledger = join(root, 'docs/evidence/fuzzing.md');
/** Shorter runs are trials. */
const leastRuns = 10_000;
const head = `# Coverage-guided fuzzing

Long runs of \`npm run fuzz\` (R50), one line each. A fault that was found is mended, and its input is kept in \`fuzz/found\`.

| date | commit | target | seed | runs | seconds | branches | faults |
|---|---|---|---|---|---|---|---|
`;

/** Adds a long run to the ledger. */
export function note(target: string, { runs, progress, faults }: Outcome, seed: number, seconds: number): void {
  if (runs < leastRuns) return;
  if (!existsSync(ledger)) writeFileSync(ledger, head);
  const cells = [
    new Date().toISOString().slice(0, 10),
    commit(),
    target,
    seed,
    runs,
    seconds,
    `${progress.taken} of ${progress.branches}`,
    faults.length,
  ];
  appendFileSync(ledger, `| ${cells.join(' | ')} |\n`);
}
function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown';
  }
}
