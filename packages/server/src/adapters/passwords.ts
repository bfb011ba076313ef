import { hash, verify } from '@node-rs/argon2';
import { CairnError } from '@cairn/protocol';
import type { Passwords } from '../ports/passwords.ts';

/** Argon2id (the default of the library) with 19 MiB, 2 passes, 1 lane (R55). */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const current = `$argon2id$v=19$m=${parameters.memoryCost},t=${parameters.timeCost},p=${parameters.parallelism}$`;
/** At most this many at once (19 MiB each), and this many waiting. */
const atOnce = 4;
const mostWaiting = 256;

/** Argon2id in the thread pool, bounded in memory and in queue. */
export function argon2Passwords(): Passwords {
  let running = 0;
  const waiting: (() => void)[] = [];
  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= atOnce) {
      if (waiting.length >= mostWaiting) throw new CairnError('busy', { seconds: 2 });
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  }
  return {
    hash: (password) => inTurn(() => hash(password, parameters)),
    verify: (hashed, password) => inTurn(() => verify(hashed, password)),
    isOutdated: (hashed) => !hashed.startsWith(current),
  };
}
