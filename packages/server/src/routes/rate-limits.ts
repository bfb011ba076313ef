import { CairnError } from '@cairn/protocol';
import type { LimitClass } from '@cairn/protocol';
import type { TallyStore } from '../ports/tally-store.ts';
import type { Clock } from '../ports/world.ts';
import { Buckets } from './buckets.ts';
import type { Rate } from './limit-table.ts';
import { classLimits } from './limit-table.ts';

/** Throttling of requests by class (R38). `CAIRN_LIMITS=off` makes it let everything pass. */
export class RateLimits {
  readonly #buckets = new Buckets();
  readonly #ports: { readonly clock: Clock; readonly store: TallyStore; readonly on: boolean };
  constructor(ports: { clock: Clock; store: TallyStore; on: boolean }) {
    this.#ports = ports;
  }

  get on(): boolean {
    return this.#ports.on;
  }

  /** Before anything is known of the caller but the address. @throws CairnError `too-many-requests` */
  async ofSource(limit: LimitClass, source: string): Promise<void> {
    if (!this.#ports.on) return;
    const { source: rate, server, sourceWindows } = classLimits[limit];
    this.#take(`source ${limit} ${source}`, rate);
    this.#take(`server ${limit}`, server);
    if (sourceWindows === undefined) return;
    const subject = `${limit}-from:${source}`;
    const counted = await this.#ports.store.count(
      sourceWindows.map((window) => ({ ...window, subject })),
      this.#ports.clock.now(),
    );
    if (counted.outcome === 'over') tooMany(counted.waitMs);
  }

  /** Once it is known who asks. @throws CairnError `too-many-requests` */
  ofMember(limit: LimitClass, account: number, device: number | null): void {
    if (!this.#ports.on) return;
    const { account: perAccount, device: perDevice } = classLimits[limit];
    this.#take(`account ${limit} ${account}`, perAccount);
    if (device !== null) this.#take(`device ${limit} ${account} ${device}`, perDevice);
  }

  #take(subject: string, rate: Rate | undefined): void {
    const wait = rate === undefined ? 0 : this.#buckets.take(subject, rate, this.#ports.clock.now());
    if (wait > 0) tooMany(wait);
  }
}

function tooMany(waitMs: number): never {
  throw new CairnError('too-many-requests', { seconds: Math.ceil(waitMs / 1000) });
}
