import { mainOf } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import type { CloudHost } from './cloud-host.ts';
import { question } from './host-database.ts';
import type { LogRow } from './log-rows.ts';
import { LogReader } from './log-rows.ts';
import { ownersOf } from './contents.ts';
import { hashOf, keyText, unpacked } from './memory-library.ts';
import { Violation } from './violation.ts';

/** An act that may remove contents for good, as its sender meant it (R24). */
export type Removal =
  /** `epoch`: as the person knew it. */
  | { readonly kind: 'delete-data'; readonly account: number; readonly epoch: number }
  /** `seen`: the deletions that the person had before their eyes. */
  | { readonly kind: 'trash'; readonly account: number; readonly seen: ReadonlySet<number> }
  | { readonly kind: 'history'; readonly account: number; readonly upTo: number }
  /** The published rules: trash older than `before` (stamps). */
  | { readonly kind: 'purge'; readonly before: number }
  | { readonly kind: 'delete-account'; readonly account: number }
  /** One row of OsmAnd's protocol (docs/developers/osmand-protocol.md, "Removing one row"). */
  | { readonly kind: 'row'; readonly account: number; readonly key: FileKey; readonly stamp: number }
  /** History that may give way when its ceiling is reached. */
  | { readonly kind: 'evict'; readonly account: number; readonly before: number };

/** An upload that the server answered, as its message had it. */
export interface Cause {
  readonly account: number;
  readonly seq: number;
  /** Precondition of the message. */
  readonly base: number;
}
/** What the ledger asks of the devices. */
export interface Witness {
  /** Whether a person deleted (or moved) this name there. */
  mayEnd(device: number, key: FileKey, isMove: boolean): boolean;
  hadReceived(device: number, key: FileKey, hash: string): boolean;
  hadSent(device: number, key: FileKey, hash: string): boolean;
  arrivedThere(device: number, key: FileKey, hash: string): void;
  /** Number of the simulated device by the server's number. */
  deviceOf(account: number, device: number | null): number | null;
}

interface Account {
  readonly rows: Map<string, LogRow>;
  readonly heads: Map<string, LogRow>;
  /** Names that ever ended. */
  readonly ended: Set<string>;
  hashes: Set<string>;
  stamp: number;
  seq: number;
  /** Compressed bytes of all heads. */
  used: number;
}

/**
 * What the cloud ever acknowledged, kept beside the server and compared with its log after every step: nothing goes but by an act of
 * somebody who had seen it or by a published rule, tombstones stay, stamps rise, no write goes over what its writer had not seen.
 */
export class Ledger {
  readonly #host: CloudHost;
  readonly #witness: Witness;
  /** Whose a content is, by hash. */
  readonly owners = new Map<string, number>();
  readonly personOf = new Map<number, number>();
  readonly #accounts = new Map<number, Account>();
  #reader: LogReader | null = null;
  /** Since the last look. */
  #removals: Removal[] = [];
  /** Accounts that somebody asked to delete. */
  readonly #ending = new Set<number>();
  #causes: Cause[] = [];
  /** Devices whose syncs, and whose people, were heard since. */
  readonly #syncing = new Set<number>();
  readonly #acting = new Set<number>();
  /** Numbers of new versions that this look found, for the trace. */
  written = 0;
  #swept = 0;

  readonly #tell: (line: string) => void;

  constructor(host: CloudHost, witness: Witness, tell: (line: string) => void) {
    this.#tell = tell;
    this.#host = host;
    this.#witness = witness;
  }

  expect(removal: Removal): void {
    if (removal.kind === 'delete-account') this.#ending.add(removal.account);
    this.#removals.push(removal);
  }
  note(cause: Cause): void {
    this.#causes.push(cause);
  }
  /** A message of a device reached the server. */
  heard(device: number, isSync: boolean): void {
    (isSync ? this.#syncing : this.#acting).add(device);
  }
  account(id: number): Account {
    const known = this.#accounts.get(id);
    if (known !== undefined) return known;
    const account: Account = { rows: new Map(), heads: new Map(), ended: new Set(), hashes: new Set(), stamp: 0, seq: 0, used: 0 };
    this.#accounts.set(id, account);
    return account;
  }
  wasDeleted(account: number, key: FileKey): boolean {
    return this.account(account).ended.has(keyText(key));
  }
  /** Live contents without those switched to another shelf: name to row. */
  live(account: number): Map<string, LogRow> {
    return new Map([...this.account(account).heads].filter(([, row]) => row.kind === 1));
  }

  /** The server was put back to its backup: the log counts from what is there now; names that ended are remembered. */
  rollBack(): void {
    this.#reader = new LogReader(this.#host.database);
    this.#reader.changed();
    this.#swept = 0;
    const before = new Map(this.personOf);
    this.personOf.clear();
    const people = this.#host.database.tables.all(question<{ account: number; address: string }>('SELECT account, address FROM account'));
    for (const { account, address } of people) {
      const person = /^person-(\d+)@/.exec(address)?.[1];
      // An account that is being deleted has no address any more.
      const owner = person === undefined ? before.get(account) : Number(person);
      if (owner !== undefined) this.personOf.set(account, owner);
    }
    const byAccount = Map.groupBy(this.#reader.rows(), (row) => row.account);
    for (const id of new Set([...byAccount.keys(), ...this.#accounts.keys()])) this.#take(id, byAccount.get(id) ?? []);
  }
  #take(id: number, rows: readonly LogRow[]): void {
    const account = this.account(id);
    account.rows.clear();
    account.heads.clear();
    for (const row of rows) {
      account.rows.set(`${row.seq}.${row.part}`, row);
      if (row.head === 1) account.heads.set(keyText(row), row);
    }
    account.hashes = new Set(rows.flatMap((row) => row.hash ?? []));
    account.used = liveBytes(rows);
    account.seq = Math.max(0, ...rows.map(({ seq }) => seq));
    account.stamp = Math.max(0, ...rows.map(({ stamp }) => stamp));
  }
  isKnown(account: number, person: number): boolean {
    return this.personOf.get(account) === person;
  }

  /** Compares the server's log with what it was. @throws Violation */
  async look(): Promise<boolean> {
    const { database } = this.#host;
    if (this.#reader?.isOf(database) !== true) this.#reader = new LogReader(database);
    this.written = 0;
    if (!this.#reader.changed()) return this.#forgetCauses();
    const byAccount = Map.groupBy(this.#reader.rows(), (row) => row.account);
    for (const id of new Set([...byAccount.keys(), ...this.#accounts.keys()])) {
      this.#compare(id, byAccount.get(id) ?? []);
      const [fault] = await this.#host.store.auditLog(id);
      if (fault !== undefined) throw new Violation('books', `account ${id}: ${fault}`);
    }
    return !this.#forgetCauses();
  }
  #forgetCauses(): boolean {
    this.#removals = [];
    this.#causes = [];
    this.#syncing.clear();
    this.#acting.clear();
    return false;
  }

  #compare(id: number, rows: readonly LogRow[]): void {
    const account = this.account(id);
    const now = new Map(rows.map((row) => [`${row.seq}.${row.part}`, row]));
    const isReset = this.#removals.some((removal) => removal.kind === 'delete-data' && removal.account === id);
    for (const [at, row] of account.rows) if (!now.has(at) && row.kind === 1) this.#checkRemoval(id, row);
    const fresh = rows.filter((row) => !account.rows.has(`${row.seq}.${row.part}`));
    if ((isReset || this.#isEnded(id)) && rows.length === fresh.length) account.heads.clear();
    for (const row of fresh) {
      this.#tell(
        `  account ${id} version ${row.seq}: ${kinds[row.kind] ?? ''} ${row.type}/${row.name} ${row.to ?? row.hash?.slice(0, 6) ?? ''} by ${row.device}`,
      );
      this.#checkNew(id, account, row);
    }
    this.#checkHeads(id, account, rows, isReset);
    const used = liveBytes(rows);
    if (used > this.#host.quota && used > account.used)
      throw new Violation('quota', `account ${id} uses ${used} of ${this.#host.quota} bytes`);
    account.used = used;
    account.rows.clear();
    for (const [at, row] of now) account.rows.set(at, row);
    account.hashes = new Set(rows.flatMap((row) => row.hash ?? []));
    this.written += fresh.length;
  }

  #checkRemoval(id: number, row: LogRow): void {
    const account = this.account(id);
    const allowed = this.#removals.some((removal) => {
      if (removal.kind === 'purge')
        return row.shelf !== 1 && this.#deletionAbove(account, row, (deletion) => deletion.stamp < removal.before);
      if (removal.account !== id) return false;
      switch (removal.kind) {
        case 'delete-account':
          return false;
        case 'delete-data':
          return true;
        case 'trash':
          return this.#deletionAbove(account, row, (deletion) => removal.seen.has(deletion.seq));
        case 'history':
          return row.shelf === 3 && row.seq <= removal.upTo;
        case 'evict':
          return row.shelf === 3 && (row.superseded ?? Number.POSITIVE_INFINITY) < removal.before;
        case 'row':
          return this.#goesWithRow(account, row, removal);
      }
    });
    if (!allowed && !this.#isEnded(id))
      throw new Violation('lost', `account ${id}: version ${row.seq} of ${row.name} is gone and nobody asked for it`);
  }
  /**
   * Whether a content may go when an app removes one row: the row itself and itself brought back; when it was the newest content of its
   * file, the companion too, and below a deletion all that is older.
   */
  #goesWithRow(account: Account, row: LogRow, { key, stamp }: Extract<Removal, { kind: 'row' }>): boolean {
    const all = [...account.rows.values()];
    const target = all.find((one) => one.part === 0 && one.kind === 1 && one.stamp === stamp && one.type === key.type);
    if (target === undefined) return false;
    const file = all.filter((one) => one.file === target.file && one.part === 0);
    const above = file.filter((one) => one.seq > target.seq);
    const isNewest = above.every((one) => one.kind !== 1 || one.hash === target.hash);
    if (row.file !== target.file) {
      const names = new Set([key.name, target.name, ...above.map(({ name }) => name)]);
      return isNewest && row.type === target.type && names.has(mainOf(row.name) ?? '');
    }
    return row.seq === target.seq || row.hash === target.hash || (isNewest && above.length > 0 && row.seq < target.seq);
  }
  /** Whether a deletion lies above a content in its file for which `is` holds; of a companion also that of its file. */
  #deletionAbove(account: Account, row: LogRow, is: (deletion: LogRow) => boolean): boolean {
    const deletions = [...account.rows.values()].filter(({ kind }) => kind === 2);
    return deletions.some((own) => {
      if (own.file !== row.file || own.seq < row.seq) return false;
      const main = mainOf(own.name);
      // A companion that went into the trash by itself is in no list; emptying takes it with what was seen.
      if (main !== null && deletions.some((other) => other.seq >= own.seq && is(other))) return true;
      return is(own) || (main !== null && deletions.some((other) => other.type === own.type && other.name === main && is(other)));
    });
  }

  #checkNew(id: number, account: Account, row: LogRow): void {
    const at = keyText(row);
    const before = account.heads.get(at);
    const fault = (rule: string, text: string): never => {
      throw new Violation(rule, `account ${id}: version ${row.seq} of ${row.name} ${text}`);
    };
    if (row.part === 0) {
      if (row.stamp <= account.stamp) fault('stamps', 'has a stamp that does not rise');
      if (row.seq <= account.seq) fault('stamps', 'has a number that does not rise');
    }
    const owner = row.hash === null ? undefined : this.owners.get(row.hash);
    if (owner !== undefined && owner !== this.personOf.get(id)) fault('isolation', 'holds the content of another account');
    const cause = this.#causes.find((one) => one.account === id && one.seq === row.seq);
    if (cause !== undefined && cause.base !== (before?.seq ?? 0)) {
      fault('overwritten-unseen', `was written over version ${before?.seq ?? 0}, its writer knew ${cause.base}`);
    }
    if (cause !== undefined && before?.kind === 1 && before.hash === row.hash) fault('twice', 'is the same content once more');
    const device = this.#witness.deviceOf(id, row.device);
    if (device !== null && this.#syncing.has(device) && !this.#acting.has(device)) {
      // A companion kept here only follows its file, which an edit brought back.
      const follows = before?.scope === 2 && mainOf(row.name) !== null;
      if (
        cause !== undefined &&
        before !== undefined &&
        before.kind !== 1 &&
        !follows &&
        (this.#witness.hadReceived(device, row, row.hash ?? '') || this.#hadSent(device, account, row, before))
      ) {
        fault('resurrected', `came back through device ${device}, which had it in agreement with the cloud`);
      }
      if (row.kind === 1) this.#witness.arrivedThere(device, row, row.hash ?? '');
      if (row.kind !== 1 && !this.#witness.mayEnd(device, row, row.kind === 3) && !this.#isDisplaced(account, row))
        fault('deleted-unasked', `was ended by device ${device}, where nobody deleted it`);
    }
    account.stamp = Math.max(account.stamp, row.stamp);
    account.seq = Math.max(account.seq, row.seq);
    account.heads.set(at, row);
    if (row.kind !== 1) account.ended.add(at);
  }

  /** A companion without a file gives way to that of a file that was just renamed to its name. */
  #isDisplaced(account: Account, row: LogRow): boolean {
    const main = mainOf(row.name);
    const head = main === null ? undefined : account.heads.get(keyText({ type: row.type, name: main }));
    return row.kind === 2 && head?.kind === 1 && head.seq === row.seq - 1 && head.device === row.device;
  }
  /** Whether the history still tells the device that what it sends was in the cloud by its own hand and was deleted there. */
  #hadSent(device: number, account: Account, row: LogRow, deletion: LogRow): boolean {
    if (!this.#witness.hadSent(device, row, row.hash ?? '')) return false;
    const at = keyText(row);
    return [...account.rows.values()].some((one) => {
      return one.kind === 1 && one.hash === row.hash && one.file === deletion.file && one.seq < deletion.seq && keyText(one) === at;
    });
  }

  /** Every name that was known is known still: tombstones outlive all (sync.md, "Deletions"). */
  #checkHeads(id: number, account: Account, rows: readonly LogRow[], isReset: boolean): void {
    const heads = new Map(rows.filter((row) => row.head === 1).map((row) => [keyText(row), row]));
    for (const [at, row] of account.heads) {
      const now = heads.get(at);
      if (now === undefined && !isReset && !this.#isEnded(id))
        throw new Violation('forgotten', `account ${id}: nothing is known of ${row.name} any more`);
      if (now !== undefined && now.seq < row.seq)
        throw new Violation('forgotten', `account ${id}: ${row.name} went back to version ${now.seq}`);
    }
    account.heads.clear();
    for (const [at, row] of heads) account.heads.set(at, row);
  }

  /** Whether an account was deleted, as its person asked. */
  #isEnded(id: number): boolean {
    if (!this.#ending.has(id)) return false;
    const [account] = this.#host.database.tables.all(question<{ state: string }>('SELECT state FROM account WHERE account = ?'), id);
    return account === undefined || account.state === 'deleting';
  }
  /** R73: days later, nothing of a deleted account is left. */
  checkEnded(): void {
    for (const id of this.#ending) {
      if (!this.#isEnded(id)) continue;
      const { ofAccounts, tables } = this.#host.database;
      for (const table of ofAccounts) {
        const left = tables.all(question(`SELECT 1 AS one FROM ${table} WHERE account = ?`), id).length;
        if (left !== 0) throw new Violation('not-deleted', `account ${id} was deleted and ${table} still has ${left} of its rows`);
      }
    }
  }

  /** Bytes of every stored content are what their hash says and carry the mark of their owner, large ones included (R01, R25). */
  sweep(): void {
    for (const content of this.#host.database.contents(this.#swept)) {
      const fault = (text: string): never => {
        throw new Violation('bytes', `account ${content.account}: content ${content.hash.slice(0, 12)} ${text}`);
      };
      const stored = content.bytes ?? this.#host.blobs.get(content.key ?? '');
      if (stored === undefined) fault('has no bytes');
      const bytes = stored === undefined ? null : unpacked(stored);
      if (bytes === null || hashOf(bytes) !== content.hash) return fault('is damaged');
      const owners = ownersOf(bytes);
      if (owners.some((owner) => owner !== this.personOf.get(content.account))) fault('belongs to another account');
      if (!this.owners.has(content.hash)) this.owners.set(content.hash, this.personOf.get(content.account) ?? -1);
      if (content.bytes !== null) this.#swept = Math.max(this.#swept, content.id);
    }
  }
}

const liveBytes = (rows: readonly LogRow[]): number => rows.reduce((sum, row) => sum + (row.shelf === 1 ? (row.stored ?? 0) : 0), 0);
const kinds: readonly string[] = ['', 'content', 'deletion', 'moved'];
