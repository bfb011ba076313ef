import { companionOf, readBatch } from '@cairn/protocol';
import type { ChangesAnswer, FileKey, ItemHeader, Operation, UploadHeader, WriteAnswer } from '@cairn/protocol';
import { ownersOf } from './contents.ts';
import type { Removal } from './ledger.ts';
import { hashOf, keyText, unpacked } from './memory-library.ts';
import type { Message, WireAnswer } from './network.ts';
import { Violation } from './violation.ts';
import type { World } from './world.ts';

/** What a request for good removal means, as its sender had it before their eyes; the server does not know these headers. */
export const seenHeader = 'x-simulation-seen';
const dayMs = 86_400_000;

/** Reads along: what each message means for the ledger, and whether each answer says what is. */
export class Wire {
  readonly #world: World;
  /** Versions that answers of this step spoke of. */
  #promised: { readonly account: number; readonly seq: number; readonly hash: string | null; readonly what: string }[] = [];
  /** Companions that must be there after this step. */
  readonly #companions: { readonly account: number; readonly key: FileKey }[] = [];
  #handled = 0;
  /** Accounts whose data somebody asked to delete in this step. */
  readonly #reset = new Set<number>();

  constructor(world: World) {
    this.#world = world;
  }

  before(message: Message): void {
    const { ledger } = this.#world;
    this.#handled++;
    const sender = this.#senderOf(message);
    if (sender === null) return;
    const { account, device, isSync } = sender;
    ledger.heard(device, isSync);
    const removal = this.#removalOf(message, account);
    if (removal !== null) ledger.expect(removal);
    if (removal?.kind === 'delete-data') this.#reset.add(account);
  }

  /** Whether the message that was looked at last is the only one of this step. */
  get isAlone(): boolean {
    return this.#handled === 1;
  }
  /** Whether somebody asked in this step to delete all data of an account. */
  isReset(account: number): boolean {
    return this.#reset.has(account);
  }

  /** What a request may remove for good. */
  #removalOf(message: Message, account: number): Removal | null {
    const seen = message.headers[seenHeader] ?? '';
    switch (pathOf(message)) {
      case '/api/v1/storage/delete-data':
        return { kind: 'delete-data', account, epoch: Number(seen) };
      case '/api/v1/account/delete':
        return { kind: 'delete-account', account };
      case '/api/v1/storage/delete-old-versions':
        return { kind: 'history', account, upTo: Number(seen) };
      case '/api/v1/trash/delete':
      case '/api/v1/trash/empty':
        return { kind: 'trash', account, seen: new Set(seen.split(',').map(Number)) };
      case '/api/v1/upload':
      case '/api/v1/operations':
        return { kind: 'evict', account, before: this.#world.host.clock.now() - 30 * dayMs };
      default:
        return null;
    }
  }

  async after(message: Message, answer: WireAnswer | null): Promise<void> {
    const sender = this.#senderOf(message);
    if (sender === null || answer === null) return;
    const { world, path } = { world: this.#world, path: pathOf(message) };
    if (answer.status >= 500 && answer.status !== 503 && answer.status !== 507 && !world.isFull) {
      world.fail(new Violation('server-error', `${path} was answered ${answer.status}: ${textOf(answer.body)}`));
    }
    if (answer.status !== 200) return;
    if (path === '/api/v1/download') return this.#checkDownload(sender.person, answer.body);
    const text = textOf(answer.body);
    this.#checkHashes(sender.person, path, text);
    if (path === '/api/v1/upload') await this.#noteUpload(sender.account, message.body, JSON.parse(text) as WriteAnswer);
    if (path === '/api/v1/operations') this.#noteOperations(sender, message.body, JSON.parse(text) as WriteAnswer);
    if (path === '/api/v1/changes' && this.#handled === 1)
      this.#checkChanges(sender.account, message.path, JSON.parse(text) as ChangesAnswer);
  }

  /** What was answered as done is in the log (R01). Called after the ledger has looked. */
  checkSeen(): void {
    const promised = this.#promised;
    this.#promised = [];
    this.#handled = 0;
    for (const { account, seq, hash, what } of promised) {
      if (this.#reset.has(account)) continue;
      const row = this.#world.ledger.account(account).rows.get(`${seq}.0`);
      if (row === undefined || (hash !== null && row.hash !== hash))
        throw new Violation('not-durable', `account ${account}: version ${seq} was answered to ${what} and is not there`);
    }
    this.#reset.clear();
    for (const { account, key } of this.#companions.splice(0)) {
      if (this.#world.ledger.account(account).heads.get(keyText(key))?.kind !== 1)
        throw new Violation('companion-lost', `account ${account}: the companion ${key.name} did not follow`);
    }
  }

  async #noteUpload(account: number, body: Uint8Array, { results }: WriteAnswer): Promise<void> {
    let index = 0;
    for await (const { header } of readBatch<UploadHeader>(once(body), { parse: (json) => json as UploadHeader })) {
      const result = results[index++];
      if (result === undefined || result.status === 'refused') continue;
      const { version } = result;
      const hash = version.kind === 'content' ? version.hash : null;
      this.#promised.push({ account, seq: version.seq, hash, what: 'an upload' });
      if (result.status === 'done') this.#world.ledger.note({ account, seq: version.seq, base: header.base });
      if (header.hash !== undefined && header.hash !== hash)
        this.#world.fail(new Violation('bytes', `${header.name} was answered with another hash`));
    }
  }
  #noteOperations({ account, device, isSync }: Sender, body: Uint8Array, { results }: WriteAnswer): void {
    const { operations } = JSON.parse(textOf(body)) as { operations: Operation[] };
    const run = this.#world.devices[device]?.run;
    for (const [index, operation] of operations.entries()) {
      const result = results[index];
      if (result?.status !== 'done') continue;
      this.#promised.push({ account, seq: result.version.seq, hash: null, what: operation.op });
      if (operation.op === 'rename' && this.#handled === 1) this.#expectCompanion(account, operation);
      if (operation.op === 'delete' && isSync && run !== null && run !== undefined && this.#world.isMain(operation)) run.removedThere++;
    }
  }
  /** A rename takes the companion along. */
  #expectCompanion(account: number, { type, name, to }: { readonly type: string; readonly name: string; readonly to: string }): void {
    const before = this.#world.ledger.account(account).heads.get(keyText({ type, name: companionOf(name) }));
    if (before?.kind === 1) this.#companions.push({ account, key: { type, name: companionOf(to) } });
  }
  /** The newest state of every name behind the cursor is in the answer, and nothing else. */
  #checkChanges(account: number, path: string, { changes, cursor }: ChangesAnswer): void {
    const query = new URL(path, 'http://x').searchParams;
    const from = Number(query.get('cursor') ?? 0);
    const types = query.get('types')?.split(',');
    const told = new Map(changes.map((row) => [keyText(row), row]));
    for (const [at, row] of this.#world.ledger.account(account).heads) {
      if (row.seq <= from || row.seq > cursor || (types !== undefined && !types.includes(row.type))) continue;
      if (told.get(at)?.seq !== row.seq)
        this.#world.fail(new Violation('changes', `account ${account}: version ${row.seq} of ${row.name} is not told after ${from}`));
      told.delete(at);
    }
    const [extra] = told.values();
    if (extra !== undefined)
      this.#world.fail(new Violation('changes', `account ${account}: version ${extra.seq} of ${extra.name} is told and is not the newest`));
  }
  #checkHashes(person: number, path: string, text: string): void {
    for (const [, hash] of text.matchAll(/"hash":"([0-9a-f]{64})"/g)) {
      const owner = this.#world.ledger.owners.get(hash ?? '');
      if (owner !== undefined && owner !== person)
        this.#world.fail(new Violation('isolation', `${path} told person ${person} of a content of person ${owner}`));
    }
  }
  async #checkDownload(person: number, body: Uint8Array): Promise<void> {
    const items = readBatch<ItemHeader>(once(body), {
      parse: (json) => json as ItemHeader,
      wholeBelow: Number.MAX_SAFE_INTEGER,
      maxBytes: Number.MAX_SAFE_INTEGER,
    });
    for await (const { body: bytes } of items) {
      const plain = bytes instanceof Uint8Array ? unpacked(bytes) : null;
      if (plain === null) continue;
      const owner = this.#world.ledger.owners.get(hashOf(plain));
      if (ownersOf(plain).some((other) => other !== person) || (owner !== undefined && owner !== person)) {
        this.#world.fail(new Violation('isolation', `a download gave person ${person} a content of somebody else`));
      }
    }
  }

  #senderOf({ from }: Message): Sender | null {
    const match = /^device (\d+) (sync|errand)$/.exec(from);
    const device = this.#world.devices[Number(match?.[1] ?? -1)];
    if (match === null || device === undefined) return null;
    const { account } = device;
    return account === null ? null : { device: device.number, person: device.person, account, isSync: match[2] === 'sync' };
  }
}

interface Sender {
  readonly device: number;
  readonly person: number;
  readonly account: number;
  readonly isSync: boolean;
}

const pathOf = (message: Message): string => message.path.split('?', 1)[0] ?? '';
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
