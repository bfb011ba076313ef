import { hash } from 'node:crypto';
import { CairnError } from '@cairn/protocol';
import type { LimitClass } from '@cairn/protocol';
import type { TallyStore } from '../ports/tally-store.ts';
import type { Clock, SharedVolume } from '../ports/world.ts';
import { Buckets } from './buckets.ts';
import type { Rate } from './limit-table.ts';
import { classLimits } from './limit-table.ts';

/** Other processes are told of a bucket once such a share of it is gone: of what hardly anybody takes nobody needs to hear. */
const toldFrom = 1 / 8;
/** What was taken within this time is told at once, milliseconds. */
const gatherMs = 500;

interface LimitPorts {
  readonly clock: Clock;
  readonly store: TallyStore;
  readonly on: boolean;
  /** Absent or null: this is the only process. */
  readonly volume?: SharedVolume | null;
}

/** Throttling of requests by class (R38). `CAIRN_LIMITS=off` makes it let everything pass. */
export class RateLimits {
  readonly #buckets = new Buckets();
  readonly #ports: LimitPorts;
  /** Taken here and not told yet, milliseconds by subject. */
  readonly #untold = new Map<string, number>();
  constructor(ports: LimitPorts) {
    this.#ports = ports;
    ports.volume?.onTaken((subject, ms) => this.#buckets.takenElsewhere(subject, ms, ports.clock.now()));
  }

  get on(): boolean {
    return this.#ports.on;
  }

  /** Before anything is known of the caller but the address. @throws CairnError `too-many-requests` */
  async ofSource(limit: LimitClass, source: string): Promise<void> {
    if (!this.#ports.on) return;
    const { source: rate, server, sourceWindows } = classLimits[limit];
    this.#takeShared(`source ${limit} ${source}`, rate);
    // Of each process: what it bears.
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
    this.#takeShared(`account ${limit} ${account}`, perAccount);
    if (device !== null) this.#takeShared(`device ${limit} ${account} ${device}`, perDevice);
  }

  #take(subject: string, rate: Rate | undefined): void {
    const wait = rate === undefined ? 0 : this.#buckets.take(subject, rate, this.#ports.clock.now());
    if (wait > 0) tooMany(wait);
  }

  /** The same bucket in all processes, but for what is not told yet. */
  #takeShared(name: string, rate: Rate | undefined): void {
    const { clock, volume } = this.#ports;
    if (volume === undefined || volume === null || rate === undefined) return this.#take(name, rate);
    const subject = hash('sha256', name, 'base64url').slice(0, 16);
    this.#take(subject, rate);
    if (this.#buckets.used(subject, rate, clock.now()) < toldFrom) return;
    if (this.#untold.size === 0) clock.after(gatherMs, () => this.#tell(volume));
    this.#untold.set(subject, (this.#untold.get(subject) ?? 0) + 1000 / rate.perSecond);
  }
  #tell(volume: SharedVolume): void {
    for (const [subject, ms] of this.#untold) volume.tellTaken(subject, ms);
    this.#untold.clear();
  }
}

function tooMany(waitMs: number): never {
  throw new CairnError('too-many-requests', { seconds: Math.ceil(waitMs / 1000) });
}
