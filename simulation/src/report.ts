import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Decision } from './act.ts';
import type { Told } from './history.ts';
import type { Options } from './options.ts';

/** A history in a file: what `--replay` takes, and what is kept of every bug that was fixed (R29). */
export interface Recorded {
  readonly seed: number;
  readonly options: Options;
  readonly bug: string | null;
  /** The rule that was violated when it was recorded. */
  readonly rule: string;
  readonly words: string;
  readonly decisions: readonly Decision[];
}

export function recordOf(told: Told, bug: string | null): Recorded {
  const { options, decisions, violation } = told;
  return { seed: options.seed, options, bug, rule: violation?.rule ?? '', words: violation?.message ?? '', decisions };
}
/** @throws Error when the file holds no history */
export function readRecord(file: string | URL): Recorded {
  const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof json !== 'object' || json === null || !('decisions' in json) || !('options' in json))
    throw new Error(`${String(file)} holds no history`);
  return json as Recorded;
}

/** What a failure says: the seed and its world, the rule, what happened, and how to see it again. */
export function describe(told: Told, bug: string | null): string {
  const { options, setUp, violation, decisions, trace } = told;
  const with_ = `${setUp.name === 'sqlite' ? '' : ` --setup ${setUp.name}`}${bug === null ? '' : ` --bug ${bug}`}`;
  return [
    `seed ${options.seed} at ${commit()}, step ${decisions.length}: ${violation?.message ?? 'nothing'}`,
    `its world: ${JSON.stringify(options)}`,
    `what happened last:`,
    ...trace.slice(-40).map((line) => `  ${line}`),
    `again: npm run simulate -- --seed ${options.seed} --steps ${options.steps}${with_}`,
  ].join('\n');
}

/** Short name of the commit that runs; `unknown` outside a checkout. */
export function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown';
  }
}
