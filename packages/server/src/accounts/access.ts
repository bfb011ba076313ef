import { timingSafeEqual } from 'node:crypto';
import type { AccessRows, CredentialFacts } from '../ports/account-store.ts';
import type { Logger } from '../ports/logger.ts';
import type { AccountId, Clock, Events } from '../ports/world.ts';
import { hashOfSecret } from './keys.ts';

export interface Visitor {
  readonly account: AccountId;
  readonly device: number | null;
  readonly session: string | null;
  readonly admin: boolean;
}
/** An open answer (server-sent events) that must end when its credential does. */
export interface OpenStream {
  readonly account: AccountId;
  readonly device: number | null;
  readonly session: string | null;
  end(): void;
}

type Others = Pick<Events, 'shared' | 'accessChanged' | 'onAccessChanged'>;

/** Idle and absolute lifetime of a web session (R64). */
export const sessionLife = { idleMs: 7 * 86_400_000, absoluteMs: 30 * 86_400_000 } as const;
/** A sign of life is written at most this often: reading costs no write. */
const touchEveryMs = 5 * 60_000;
const mostCached = 20_000;
const token = /^cairn_([1-9]\d{0,14})_([1-9]\d{0,8})_([A-Za-z0-9_-]{43})$/;
const operator = /^cairn_operator_([A-Za-z0-9_-]{43})$/;
const cookie = /^([1-9]\d{0,14})\.([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{43})$/;

/** Decides who is asking. Right device tokens are remembered in memory and forgotten at once when they end (R56). */
export class Access {
  readonly #store: AccessRows;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #known = new Map<AccountId, Map<number, { readonly hash: string; readonly admin: boolean; lastSeen: number }>>();
  readonly #streams = new Map<AccountId, Set<OpenStream>>();
  /** Raised by every ending, so that a look-up that began before it is not remembered. */
  #endings = 0;

  readonly #operator: string | null;
  readonly #others: Others | null;

  /**
   * `operatorHash`: of the key that the command line on the server's own machine shows; null = there is none.
   * `others`: the other processes; where there are any, nothing is remembered here that they may end.
   */
  constructor(store: AccessRows, clock: Clock, log: Logger, operatorHash: string | null = null, others: Others | null = null) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
    this.#operator = operatorHash;
    this.#others = others;
    others?.onAccessChanged((account) => this.#lookAgain(account));
  }

  /** The operator at the machine: account 0, with no right but the administrator's. */
  operator(text: string): Visitor | null {
    const secret = operator.exec(text)?.[1];
    if (secret === undefined || this.#operator === null || !equal(this.#operator, hashOfSecret(secret))) return null;
    return { account: 0, device: null, session: null, admin: true };
  }

  /** The device of a token, or null. */
  async device(text: string): Promise<Visitor | null> {
    const match = token.exec(text);
    if (match?.[3] === undefined) return null;
    const account = Number(match[1]);
    const device = Number(match[2]);
    const hash = hashOfSecret(match[3]);
    const remembered = this.#known.get(account)?.get(device);
    if (remembered !== undefined && equal(remembered.hash, hash)) {
      this.#touch(account, device, remembered);
      return { account, device, session: null, admin: remembered.admin };
    }
    const endings = this.#endings;
    const facts = await this.#store.deviceCredential(account, device);
    if (!counts(facts, hash)) return null;
    const entry = { hash, admin: facts.admin, lastSeen: facts.lastSeen };
    if (endings === this.#endings && this.#others?.shared !== true) this.#remember(account, device, entry);
    this.#touch(account, device, entry);
    return { account, device, session: null, admin: facts.admin };
  }

  /** The web session of a cookie, or null. */
  async session(text: string): Promise<Visitor | null> {
    const match = cookie.exec(text);
    if (match?.[2] === undefined || match[3] === undefined) return null;
    const [account, session] = [Number(match[1]), match[2]];
    const now = this.#clock.now();
    const facts = await this.#store.sessionCredential(account, session, now);
    if (!counts(facts, hashOfSecret(match[3]))) return null;
    if (now - facts.lastSeen >= touchEveryMs) await this.#store.touchSession(account, session, now, now + sessionLife.idleMs);
    return { account, device: null, session, admin: facts.admin };
  }

  /** Something about the credentials of an account changed: look afresh from the next request on. */
  forget(account: AccountId): void {
    this.#endings += 1;
    this.#known.delete(account);
    this.#others?.accessChanged(account);
  }

  /** Forgets, and ends the open streams of the account that `which` chooses. */
  end(account: AccountId, which: (stream: OpenStream) => boolean = () => true): void {
    this.forget(account);
    for (const stream of [...(this.#streams.get(account) ?? [])]) if (which(stream)) stream.end();
  }

  /** Registers an open stream. @returns what takes it off the list. */
  opened(stream: OpenStream): () => void {
    const all = this.#streams.get(stream.account) ?? new Set();
    this.#streams.set(stream.account, all.add(stream));
    return () => {
      all.delete(stream);
      if (all.size === 0) this.#streams.delete(stream.account);
    };
  }
  /** Ends every open stream; the process is about to stop. */
  endAll(): void {
    for (const streams of [...this.#streams.values()]) for (const stream of [...streams]) stream.end();
  }
  /** Open streams of all accounts. */
  get openStreams(): number {
    let count = 0;
    for (const streams of this.#streams.values()) count += streams.size;
    return count;
  }
  streamsOf(account: AccountId): number {
    return this.#streams.get(account)?.size ?? 0;
  }

  /** Another process ended a credential of the account (null: perhaps of any): what is open here with it ends too. */
  #lookAgain(account: AccountId | null): void {
    const streams = account === null ? [...this.#streams.values()].flatMap((some) => [...some]) : [...(this.#streams.get(account) ?? [])];
    for (const stream of streams) {
      this.#isValid(stream).then(
        (valid) => {
          if (!valid) stream.end();
        },
        // Whoever cannot be asked about comes again and is asked then.
        () => stream.end(),
      );
    }
  }
  async #isValid({ account, device, session }: OpenStream): Promise<boolean> {
    const facts =
      device !== null
        ? await this.#store.deviceCredential(account, device)
        : session !== null
          ? await this.#store.sessionCredential(account, session, this.#clock.now())
          : null;
    return facts?.state === 'active';
  }

  #remember(account: AccountId, device: number, entry: { hash: string; admin: boolean; lastSeen: number }): void {
    if (this.#known.size >= mostCached) this.#known.clear();
    const devices = this.#known.get(account) ?? new Map<number, typeof entry>();
    this.#known.set(account, devices.set(device, entry));
  }

  /** A failed sign of life is told to the operator and costs the request nothing. */
  #touch(account: AccountId, device: number, entry: { lastSeen: number }): void {
    const now = this.#clock.now();
    if (now - entry.lastSeen < touchEveryMs) return;
    entry.lastSeen = now;
    this.#store.touchDevice(account, device, now).catch((error: unknown) => this.#log.warn({ err: error }, 'last seen was not written'));
  }
}

function counts(facts: CredentialFacts | null, hash: string): facts is CredentialFacts {
  return facts !== null && equal(facts.hash, hash) && facts.state === 'active';
}
function equal(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
