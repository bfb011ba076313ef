import { z } from 'zod';
import type { Logger } from '../ports/logger.ts';
import type { MailStore, SealedMail, WaitingMail } from '../ports/mail-store.ts';
import type { AccountId, Clock, Mail, Mailer } from '../ports/world.ts';
import type { Seal } from './seal.ts';

/** Waits between the tries of one mail, milliseconds; after the last the mail is given up. */
const waits = [10_000, 60_000, 300_000, 1_800_000, 7_200_000];
const leaseMs = 120_000;
const atOnce = 8;
/** How often the queue is looked at when nobody rings: another process may have put something in. */
const idleMs = 60_000;

const SealedContent = z.object({ to: z.string(), subject: z.string(), text: z.string(), lang: z.string(), code: z.string().optional() });

/** What became of a mail: it went out, failed and is tried again, or was given up. `reason` names no address. */
export interface MailOutcome {
  readonly account: AccountId;
  readonly to: string;
  readonly kind: 'mail-sent' | 'mail-failed' | 'mail-given-up';
  readonly reason: string;
}
type Heard = (outcome: MailOutcome) => Promise<void>;

/** Sends what waits in the store: bounded, with back-off, over restarts (R53). A mail may be sent twice, never forgotten. */
export class MailQueue {
  readonly #ports: {
    readonly store: MailStore;
    readonly mailer: Mailer;
    readonly clock: Clock;
    readonly seal: Seal;
    readonly log: Logger;
    readonly heard?: Heard;
  };
  #cancel: (() => void) | null = null;
  #working: Promise<void> | null = null;
  #stopped = false;

  constructor(ports: { store: MailStore; mailer: Mailer; clock: Clock; seal: Seal; log: Logger; heard?: Heard }) {
    this.#ports = ports;
  }

  /** Makes the row of a mail; a rule writes it in the same transaction as what the mail tells. */
  seal(mail: Mail, facts: { account: AccountId; expires: number; silent?: boolean }): SealedMail {
    return {
      account: facts.account,
      expires: facts.expires,
      silent: facts.silent ?? false,
      sealed: this.#ports.seal.close(JSON.stringify(mail)),
    };
  }

  /** Something was queued: look now. */
  ring(): void {
    if (this.#stopped) return;
    this.#schedule(0);
  }

  #schedule(ms: number): void {
    this.#cancel?.();
    this.#cancel = this.#ports.clock.after(ms, () => {
      this.#cancel = null;
      this.#working ??= this.#work().finally(() => (this.#working = null));
    });
  }

  async #work(): Promise<void> {
    const { store, clock, log } = this.#ports;
    try {
      for (;;) {
        const due = await store.takeMails(clock.now(), leaseMs, atOnce);
        if (due.length === 0) break;
        await Promise.all(due.map((mail) => this.#deliver(mail)));
      }
      const next = await store.nextMail();
      if (!this.#stopped) this.#schedule(next === null ? idleMs : Math.min(idleMs, Math.max(1, next - clock.now())));
    } catch (error) {
      log.error({ err: error }, 'the mail queue could not be read');
      if (!this.#stopped) this.#schedule(waits[0] ?? idleMs);
    }
  }

  async #deliver(waiting: WaitingMail): Promise<void> {
    const { store, mailer, clock, seal, log } = this.#ports;
    const now = clock.now();
    if (waiting.silent || waiting.expires <= now) return store.removeMail(waiting.id);
    const tell = async (kind: MailOutcome['kind'], to: string, reason = ''): Promise<void> =>
      this.#ports.heard?.({ account: waiting.account, kind, to, reason });
    let to = '';
    try {
      const { code, ...rest } = SealedContent.parse(JSON.parse(seal.open(waiting.sealed)));
      ({ to } = rest);
      await mailer.send(code === undefined ? rest : { ...rest, code });
      await store.removeMail(waiting.id);
      await tell('mail-sent', to);
    } catch (error) {
      const wait = waits[waiting.tries - 1];
      log.warn(
        { err: error, mail: waiting.id, tries: waiting.tries },
        wait === undefined ? 'a mail was given up' : 'a mail was not sent; it is tried again',
      );
      if (wait === undefined) await store.removeMail(waiting.id);
      else await store.delayMail(waiting.id, clock.now() + wait);
      await tell(wait === undefined ? 'mail-given-up' : 'mail-failed', to, reasonOf(error));
    }
  }

  /** Waits for what is being sent; the rest stays in the store. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel?.();
    await this.#working;
  }
}

/** Why a mail was not taken, without a word of the other side's text: that may hold the address. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  const status = 'responseCode' in error && typeof error.responseCode === 'number' ? `SMTP ${error.responseCode}` : '';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return [status, code].filter((word) => word !== '').join(' ') || error.name;
}
