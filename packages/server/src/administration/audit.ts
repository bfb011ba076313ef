import type { Keys } from '../accounts/keys.ts';
import { parseAddress } from '../accounts/address.ts';
import type { AuditEntry, AuditRow, AuditStore } from '../ports/audit-store.ts';
import type { Logger } from '../ports/logger.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { AccountId, Clock } from '../ports/world.ts';

/** What a rule or a route tells of an event; the rest is filled in. */
export interface Told {
  readonly kind: string;
  readonly account: AccountId;
  readonly about?: AccountId | null;
  readonly actor: string;
  readonly source?: string;
  /** An e-mail address as it was typed: only its keyed hash is kept. */
  readonly address?: string | undefined;
  readonly outcome?: string;
  readonly facts?: Facts;
}
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** Longest text of a fact: what a client sends cannot fill the log. */
const longestFact = 200;
/** Refusals of strangers that are written at once, and a second after that (17,000 a day); what is beyond is only counted: the log is no way to fill a disk. */
const strangers = { burst: 600, perSecond: 0.2 } as const;

/** Kinds that are an attempt to get in. */
const signIns: ReadonlySet<string> = new Set(['signed-in', 'device-registered']);

/** Writes what happened with accounts (R79). Never with an address, a name, a code or a token. */
export class Audit {
  readonly #ports: {
    readonly store: AuditStore;
    readonly keys: Keys;
    readonly clock: Clock;
    readonly log: Logger;
    readonly metrics: Metrics;
  };
  #left: number = strangers.burst;
  #filled = 0;

  constructor(ports: { store: AuditStore; keys: Keys; clock: Clock; log: Logger; metrics: Metrics }) {
    this.#ports = ports;
  }

  /** Writes the event; where that fails, the request that told it goes on and the log says so. */
  async record(told: Told): Promise<void> {
    if (signIns.has(told.kind)) this.#ports.metrics.count('cairn_sign_ins_total', { outcome: told.outcome ?? 'done' });
    if (told.account === 0 && told.actor === 'nobody' && told.outcome !== undefined && !this.#admit()) {
      this.#ports.metrics.count('cairn_audit_dropped_total');
      return;
    }
    try {
      await this.mustRecord(told);
    } catch (error) {
      this.#ports.log.error({ err: error, kind: told.kind, account: told.account }, 'an event is missing in the audit log');
    }
  }

  /** Writes the event, or throws: what an administrator does is not done unwritten (R62). */
  async mustRecord(told: Told): Promise<void> {
    await this.#ports.store.appendAudit([this.#entryOf(told)]);
  }

  /** The hash under which events of an address are found; null for what is no address. */
  subjectOf(address: string): string | null {
    try {
      return this.#ports.keys.subject('audit', parseAddress(address).key);
    } catch {
      return null;
    }
  }

  /** Whether the row is as it was written; `other-key` where it was sealed with another secret than today's. */
  judge({ seal, ...content }: AuditRow): 'whole' | 'changed' | 'other-key' {
    const { keys } = this.#ports;
    if (keys.audit(contentOf(content)) === seal) return 'whole';
    return seal.startsWith(`${keys.auditKey}.`) ? 'changed' : 'other-key';
  }

  #entryOf({ kind, account, about = null, actor, source = '', address, outcome = 'done', facts = {} }: Told): AuditEntry {
    const subject = address === undefined ? null : this.subjectOf(address);
    const content = { account, about, at: this.#ports.clock.now(), kind, actor, source, subject, outcome, facts: factsText(facts) };
    return { ...content, seal: this.#ports.keys.audit(contentOf(content)) };
  }

  #admit(): boolean {
    const now = this.#ports.clock.now();
    this.#left = Math.min(strangers.burst, this.#left + Math.max(0, (now - this.#filled) / 1000) * strangers.perSecond);
    this.#filled = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}

/** JSON is one line whatever a value holds, so that no value can look like a row of its own. */
function factsText(facts: Facts): string {
  const short = Object.entries(facts).map(([key, value]) => [
    key,
    typeof value === 'string' ? value.slice(0, longestFact).toWellFormed() : value,
  ]);
  return JSON.stringify(Object.fromEntries(short));
}
function contentOf({ account, about, at, kind, actor, source, subject, outcome, facts }: Omit<AuditEntry, 'seal'>): string {
  return JSON.stringify([account, about, at, kind, actor, source, subject, outcome, facts]);
}
