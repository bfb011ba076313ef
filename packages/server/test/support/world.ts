import { createHash } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import { makeLogger } from '../../src/adapters/logger.ts';
import type { Clock, Mail, Mailer, Random } from '../../src/ports/world.ts';
import type { Logger } from '../../src/ports/logger.ts';

/** A clock that moves only when told to; timers fire in order, and what they start is waited for. */
export class VirtualClock implements Clock {
  #now: number;
  #next = 0;
  readonly #timers = new Map<number, { at: number; fn: () => void }>();
  constructor(now = Date.UTC(2026, 10, 21, 7)) {
    this.#now = now;
  }
  now(): number {
    return this.#now;
  }
  after(ms: number, fn: () => void): () => void {
    const id = (this.#next += 1);
    this.#timers.set(id, { at: this.#now + ms, fn });
    return () => this.#timers.delete(id);
  }
  /** Jumps without firing anything, also backwards. */
  set(now: number): void {
    this.#now = now;
  }
  /** Sleeps through `ms`: what fell due meanwhile fires once, at the end. */
  async skip(ms: number): Promise<void> {
    this.#now += ms;
    await this.advance(0);
  }
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settle();
      const due = [...this.#timers].filter(([, timer]) => timer.at <= end).sort(([a, x], [b, y]) => x.at - y.at || a - b)[0];
      if (due === undefined) break;
      this.#timers.delete(due[0]);
      this.#now = Math.max(this.#now, due[1].at);
      due[1].fn();
    }
    this.#now = end;
    await settle();
  }
}
/** Work outside this thread that `settle` waits for as well. */
export const busyElsewhere = new Set<() => Promise<void>>();
/** Lets everything run that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (const idle of busyElsewhere) await idle();
  for (let turn = 0; turn < 3; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Random numbers of a seed: the same in every run. */
export class SeededRandom implements Random {
  #count = 0;
  readonly #seed: string;
  constructor(seed = 'seed') {
    this.#seed = seed;
  }
  bytes(length: number): Uint8Array {
    const parts: Buffer[] = [];
    for (let have = 0; have < length; have += 32)
      parts.push(
        createHash('sha256')
          .update(`${this.#seed} ${(this.#count += 1)}`)
          .digest(),
      );
    return Buffer.concat(parts).subarray(0, length);
  }
  int(min: number, max: number): number {
    const span = max - min;
    for (;;) {
      const value = Buffer.from(this.bytes(6)).readUIntBE(0, 6);
      if (value < 2 ** 48 - (2 ** 48 % span)) return min + (value % span);
    }
  }
}

/** Keeps the mails it is given. */
export class MailBox implements Mailer {
  readonly mails: Mail[] = [];
  broken = false;
  async send(mail: Mail): Promise<void> {
    if (this.broken) throw new Error('the mail server is down');
    this.mails.push(mail);
  }
  async close(): Promise<void> {
    await Promise.resolve();
  }
  to(address: string): Mail[] {
    return this.mails.filter((mail) => mail.to === address);
  }
  last(address: string): Mail {
    const mail = this.to(address).at(-1);
    if (mail === undefined) throw new Error(`no mail to ${address}`);
    return mail;
  }
}
/** The code that stands alone on a line of a mail. */
export function codeIn(mail: Mail): string {
  const code = /^\d{8}$/m.exec(mail.text)?.[0];
  if (code === undefined) throw new Error('no code in the mail');
  return code;
}
/** The long word behind the # of a mail's link. */
export function wordIn(mail: Mail): string {
  const word = /\/link#([\w-]+)/.exec(mail.text)?.[1];
  if (word === undefined) throw new Error('no word in the mail');
  return word;
}

/** Keeps every line; as the product would write it, it is searched for secrets with every other output of the tests (R69). */
export class LineLog implements Logger {
  readonly lines: { level: string; message: string; facts: object }[] = [];
  readonly #written = makeLogger('debug', { write: (line: string) => channel('cairn log of a test').publish(line) });
  debug(facts: object, message: string): void {
    this.lines.push({ level: 'debug', facts, message });
    this.#written.debug(facts, message);
  }
  info(facts: object, message: string): void {
    this.lines.push({ level: 'info', facts, message });
    this.#written.info(facts, message);
  }
  warn(facts: object, message: string): void {
    this.lines.push({ level: 'warn', facts, message });
    this.#written.warn(facts, message);
  }
  error(facts: object, message: string): void {
    this.lines.push({ level: 'error', facts, message });
    this.#written.error(facts, message);
  }
}
