import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** The program that starts what the tests of several servers have around them. */
const program = resolve(import.meta.dirname, '../../../e2e/test/surroundings.ts');

export interface Surroundings {
  /** Where it is, as it said: address, keys, process. */
  readonly facts: Readonly<Record<string, string | number>>;
  /** First process of all that was started for it. */
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/** PostgreSQL, an object store, or nginx in front of servers; gone with this process at the latest. @throws Error when it does not start */
export async function surround(what: 'postgres' | 's3' | 'balancer', args: readonly string[] = []): Promise<Surroundings> {
  const child = spawn(process.execPath, ['--conditions=cairn-source', program, what, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const line = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
  const [said] = await Promise.race([line, ended.then(() => Promise.reject(new Error(`${what} does not start`)))]);
  return {
    facts: JSON.parse(said) as Surroundings['facts'],
    pid: child.pid ?? -1,
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
