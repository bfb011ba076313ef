import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '@cairn/protocol';
import { inspect } from './inspect.ts';
import { Journal } from './journal.ts';
import { signIn } from './person.ts';
import { ServerProcess } from './server-process.ts';
import { seeded, writeUntilGone } from './writers.ts';

export interface CrashOptions {
  readonly cycles: number;
  readonly seed: number;
  /** Writers delete, restore and empty too (R05). */
  readonly deletes: boolean;
  /** Longest time until the kill, milliseconds. */
  readonly longestMs?: number;
  readonly writers?: number;
  /** Further settings of the server. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Told after each cycle. */
  readonly cycleDone?: (cycle: number, acknowledged: number) => void;
}
export interface CrashReport {
  readonly cycles: number;
  readonly acknowledged: number;
  readonly checked: number;
  readonly faults: readonly string[];
}

/**
 * Kills a real server with SIGKILL at random moments while writers write, starts it again on the same folder, and compares with a
 * journal kept outside (R02, R05). One data folder lives through all cycles.
 */
export async function crashCycles(options: CrashOptions): Promise<CrashReport> {
  const data = await mkdtemp(join(tmpdir(), 'cairn-crash-'));
  const random = seeded(options.seed);
  const journals: { journal: Journal; token: string }[] = [];
  const faults: string[] = [];
  let checked = 0;
  const { environment = {} } = options;
  let server = await ServerProcess.start({ data, environment });
  try {
    for (let writer = 0; writer < (options.writers ?? 4); writer++) {
      const { token } = await signIn(server.url, data, `writer${writer}@example.org`);
      journals.push({ journal: new Journal(), token });
    }
    for (let cycle = 1; cycle <= options.cycles; cycle++) {
      const { url } = server;
      const writing = journals.map(({ journal, token }, index) =>
        writeUntilGone({
          client: createClient({ server: url, token }),
          journal,
          random: seeded(options.seed * 1000 + cycle * 10 + index),
          label: `w${index}-c${cycle % 5}`,
          deletes: options.deletes,
        }),
      );
      await pause(random() * (options.longestMs ?? 250));
      await server.end('SIGKILL');
      await Promise.all(writing);
      server = await ServerProcess.start({ data, environment });
      for (const { journal, token } of journals) {
        const findings = await inspect(createClient({ server: server.url, token }), journal);
        checked += findings.checked;
        faults.push(...findings.faults.map((fault) => `cycle ${cycle}: ${fault}`));
      }
      options.cycleDone?.(cycle, sum(journals));
      if (faults.length > 0) break;
    }
    return { cycles: options.cycles, acknowledged: sum(journals), checked, faults };
  } finally {
    await server.end('SIGKILL');
    await rm(data, { recursive: true, force: true });
  }
}

function sum(journals: readonly { journal: Journal }[]): number {
  return journals.reduce((total, { journal }) => total + journal.entries.length, 0);
}
