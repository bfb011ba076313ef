import { CairnError } from '@cairn/protocol';
import type { Clock } from '../ports/world.ts';

/** Longest wait for a dependency that answers at once when it is well, milliseconds (R40). */
export const patienceMs = 10_000;
/** So many waits in a row that ended in vain make every further one end at once, for a while: nothing piles up behind what is gone. */
const vainUntilOpen = 5;
const openMs = 5_000;

/** Ends every call that does not answer in time with `busy` and says when to come back. What it began may still be done: it was never acknowledged. */
class Patience {
  readonly #clock: Clock;
  #vain = 0;
  #closedAt = Number.NEGATIVE_INFINITY;
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async call<T>(work: () => Promise<T>): Promise<T> {
    if (this.#vain >= vainUntilOpen && this.#clock.now() < this.#closedAt)
      throw new CairnError('busy', { seconds: Math.ceil(openMs / 1000) });
    let cancel = (): void => undefined;
    const late = new Promise<never>((_, refuse) => {
      cancel = this.#clock.after(patienceMs, () => {
        this.#vain += 1;
        this.#closedAt = this.#clock.now() + openMs;
        refuse(new CairnError('busy', { seconds: Math.ceil(openMs / 1000) }));
      });
    });
    try {
      const answer = await Promise.race([work(), late]);
      this.#vain = 0;
      return answer;
    } finally {
      cancel();
    }
  }
}

/**
 * The same port with bounded waits and a circuit breaker (R40). `patient` names the commands that may take their time: those that work through
 * a whole account, and those that wait by nature.
 */
export function boundedWaits<Port extends object>(port: Port, clock: Clock, patient: ReadonlySet<string>): Port {
  const patience = new Patience(clock);
  return new Proxy(port, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name);
      if (typeof found !== 'function' || typeof name !== 'string' || patient.has(name)) return found;
      return (...args: unknown[]) => patience.call(async () => (found as (...given: unknown[]) => Promise<unknown>).apply(target, args));
    },
  });
}

/** Commands of the store that work through many rows. */
export const patientCommands: ReadonlySet<string> = new Set([
  ...['changesText', 'removeTrash', 'purgeTrash', 'removeHistory', 'deleteType', 'removeAll', 'dropLog', 'collect', 'auditLog', 'keysOf'],
  ...['dropAccount', 'pruneAccounts', 'pruneAudit', 'figures', 'operate', 'allContents', 'dueForCollection'],
]);
/** An upload lasts as long as its bytes take to come, and a list of a bucket is what it is. */
export const patientBlobCalls: ReadonlySet<string> = new Set(['put', 'list']);
