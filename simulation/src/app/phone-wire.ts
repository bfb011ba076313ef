import type { FileKey } from '@cairn/protocol';
import { nameFromApps } from '@cairn/protocol';
import { gunzipSync } from 'node:zlib';
import { ownersOf } from '../contents.ts';
import type { LogRow } from '../log-rows.ts';
import { hashOf, keyText } from '../memory-library.ts';
import type { Message, WireAnswer } from '../network.ts';
import { Violation } from '../violation.ts';
import type { World } from '../world.ts';
import { parseListing } from './listing.ts';
import type { Row } from './listing.ts';
import { contentOf } from './requests.ts';
import type { SimPhone } from './sim-phone.ts';

const dayMs = 86_400_000;

/** Reads along what phones and the server say in OsmAnd's protocol: what each message means, whether each answer says what is. */
export class PhoneWire {
  readonly #world: World;
  /** Stamps of all uploads that were answered. */
  readonly #uploads = new Set<number>();
  /** Files that an app was told are gone for good: looked at once the ledger has. */
  #gone: { readonly phone: SimPhone; readonly id: number | null; readonly starts: number; readonly row: Row }[] = [];
  /** Versions that answers of this step spoke of. */
  #promised: { readonly account: number; readonly stamp: number; readonly hash: string }[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  before(message: Message): void {
    const phone = this.#senderOf(message);
    const account = phone?.account ?? null;
    if (account === null) return;
    const { ledger, host } = this.#world;
    switch (routeOf(message)) {
      case 'delete-file-version': {
        const key = keyIn(bodyParams(message));
        ledger.expect({ kind: 'row', account, key, stamp: Number(bodyParams(message).get('updatetime')) });
        return;
      }
      case 'upload-file':
        ledger.expect({ kind: 'evict', account, before: host.clock.now() - 30 * dayMs });
        return;
      default:
    }
  }

  /** `isAlone`: nothing else was carried out in this step. */
  after(message: Message, answer: WireAnswer | null, isAlone: boolean): void {
    const phone = this.#senderOf(message);
    if (phone === null || phone.account === null || answer === null) return;
    const route = routeOf(message);
    if (answer.status !== 200) return this.#checkError(route, answer);
    if (route === 'upload-file') this.#noteUpload(phone.account, message.body, textOf(answer));
    if (route === 'list-files') this.#checkListing(phone.account, message, answer, isAlone);
    if (route === 'download-file') this.#checkDownload(phone, message, answer);
  }

  /** What was answered as taken is in the log (R01, C24). Called after the ledger has looked. */
  checkSeen(isReset: (account: number) => boolean): void {
    this.#checkGone();
    const promised = this.#promised;
    this.#promised = [];
    for (const { account, stamp, hash } of promised) {
      if (isReset(account)) continue;
      const rows = [...this.#world.ledger.account(account).rows.values()];
      if (!rows.some((row) => row.stamp === stamp && row.hash === hash && row.part === 0))
        throw new Violation('not-durable', `account ${account}: an app was told of the version of ${stamp}, which is not there`);
    }
  }

  /** An app removed both rows of a trash item, and both removals were answered with ok. */
  gone(phone: SimPhone, row: Row, starts: number): void {
    this.#gone.push({ phone, id: phone.id, starts, row });
  }
  /** What is gone for good does not come back by the requests that removed it. */
  #checkGone(): void {
    for (const { phone, id, starts, row } of this.#gone.splice(0)) {
      const head = this.#world.ledger.account(phone.account ?? -1).heads.get(keyText(row));
      if (head?.kind !== 1 || head.device !== id || head.stamp <= row.updatetimems || this.#uploads.has(head.stamp)) continue;
      // A server that died over an upload told nobody of its stamp.
      if (this.#world.host.starts !== starts) continue;
      throw new Violation('came-back', `${row.name} was deleted from the trash by ${phone.name} and is there again`);
    }
  }

  /** C16: an error is one that the apps can read, and not the server's fault. */
  #checkError(route: string, { status, body }: WireAnswer): void {
    const { world } = { world: this.#world };
    const text = Buffer.from(body).toString('utf8');
    if (status >= 500 && status !== 503 && status !== 507 && !world.isFull)
      world.fail(new Violation('server-error', `${route} was answered ${status}: ${text}`));
    if (!/^\{"error":\{"errorCode":\d+,"message":"[^"]/.test(text)) {
      world.fail(new Violation('app-frame', `${route} was answered ${status} with what no app can read: ${text}`));
    }
  }

  #noteUpload(account: number, body: Uint8Array, text: string): void {
    const content = contentOf(body);
    const { updatetime, filesize, name } = JSON.parse(text) as { updatetime: number; filesize: number; name: string };
    // The part of a map is not kept.
    if (content === null || isMapName(name)) return;
    if (filesize !== content.length)
      this.#world.fail(new Violation('app-answer', `an upload of ${content.length} bytes counts as ${filesize}`));
    this.#promised.push({ account, stamp: updatetime, hash: hashOf(content) });
    this.#uploads.add(updatetime);
  }

  /** C40-C47: the newest rows of all names, in their order, and no row of somebody else. */
  #checkListing(account: number, { path }: Message, answer: WireAnswer, isAlone: boolean): void {
    const { world } = { world: this.#world };
    const fault = (text: string, rule = 'listing'): void => world.fail(new Violation(rule, `account ${account}: ${text}`));
    const { all, unique } = parseListing(textOf(answer));
    for (const rows of [all, unique]) {
      for (const [index, row] of rows.entries())
        if (row.updatetimems > (rows[index - 1]?.updatetimems ?? Number.POSITIVE_INFINITY)) return fault(`${row.name} stands out of order`);
    }
    for (const row of [...all, ...unique]) {
      if (row.clienttimems > row.updatetimems && row.filesize >= 0)
        return fault(`${row.name} is said to be of later than the server has it (R26)`);
    }
    const first = new Map<string, Row>();
    for (const row of all) if (!first.has(keyText(row))) first.set(keyText(row), row);
    const newest = [...first.values()].filter((row) => row.filesize >= 0);
    if (textOfRows(newest) !== textOfRows(unique)) return fault('the newest of all rows are not the newest rows');
    for (const row of all) if (this.#isOfAnother(account, row)) return fault(`${row.name} is a file of another account`, 'isolation');
    if (!isAlone) return;
    const types = new URL(path, 'http://x').searchParams.get('type')?.split(',') ?? null;
    const isAsked = (type: string, name: string): boolean => !isMapName(name) && (types === null || types.includes(type));
    const told = new Map(unique.filter(({ name }) => !isMapName(name)).map((row) => [keyText(row), row.updatetimems]));
    for (const { key, row } of this.#newestOf(account)) {
      if (!isAsked(key.type, key.name)) continue;
      if (told.get(keyText(key)) !== row.stamp) return fault(`version ${row.seq} of ${key.name} is not listed as newest`);
      told.delete(keyText(key));
    }
    for (const at of told.keys()) return fault(`${at} is listed and is not there`);
    for (const head of world.ledger.account(account).heads.values()) {
      if (head.kind !== 2 || !isAsked(head.type, head.name)) continue;
      const isShown = first.get(keyText(head))?.updatetimems === head.stamp;
      if (head.scope === scopeOfCloud && isShown) return fault(`${head.name} is deleted in the cloud only, and listed as deleted`);
      if (head.scope === scopeEverywhere && head.below !== null && !isShown)
        return fault(`${head.name} is deleted, and not listed as deleted`);
    }
  }
  /** Whether a version is in the log of somebody else and not in this one. */
  #isOfAnother(account: number, { updatetimems, type, name }: Row): boolean {
    const { ledger } = this.#world;
    const has = (id: number): boolean =>
      [...ledger.account(id).rows.values()].some((row) => row.stamp === updatetimems && row.type === type && row.name === name);
    return !has(account) && [...ledger.personOf.keys()].some((other) => other !== account && has(other));
  }
  /** Newest content of each name, as the apps know it: below a deletion of a single row it is the one below. */
  #newestOf(account: number): { readonly key: FileKey; readonly row: LogRow }[] {
    const { heads, rows } = this.#world.ledger.account(account);
    return [...heads.values()].flatMap((row) => {
      if (row.kind === 1) return [{ key: row, row }];
      const below = row.kind === 2 && row.scope === scopeOfRow && row.below !== null ? rows.get(`${row.below}.0`) : undefined;
      return below === undefined ? [] : [{ key: row, row: below }];
    });
  }

  #checkDownload(phone: SimPhone, message: Message, { headers, body }: WireAnswer): void {
    const { world } = { world: this.#world };
    if (headers['content-encoding'] !== 'gzip') return world.fail(new Violation('app-answer', 'a download came unpacked (C52)'));
    let plain: Uint8Array;
    try {
      plain = new Uint8Array(gunzipSync(body));
    } catch {
      return world.fail(new Violation('bytes', 'a download cannot be unpacked'));
    }
    const hash = hashOf(plain);
    const owner = world.ledger.owners.get(hash);
    if (ownersOf(plain).some((other) => other !== phone.person) || (owner !== undefined && owner !== phone.person))
      world.fail(new Violation('isolation', `a download gave ${phone.name} a content of somebody else`));
    const stamp = Number(new URL(message.path, 'http://x').searchParams.get('updatetime'));
    const row = [...world.ledger.account(phone.account ?? -1).rows.values()].find((one) => one.stamp === stamp && one.kind === 1);
    if (row !== undefined && row.hash !== hash) world.fail(new Violation('bytes', `a download of version ${row.seq} gave another content`));
  }

  #senderOf({ from }: Message): SimPhone | null {
    return this.#world.phones.find(({ name }) => name === from) ?? null;
  }
}

/** `LogRow.scope`: a deletion everywhere, in the cloud only, of the newest row only. */
const [scopeEverywhere, scopeOfCloud] = [1, 2];
export const scopeOfRow = 3;
export const isMapName = (name: string): boolean => /\.(obf|sqlitedb|tif)$/.test(name);
const routeOf = ({ path }: Message): string => /^\/userdata\/([^?]*)/.exec(path)?.[1] ?? '';
const bodyParams = ({ body }: Message): URLSearchParams => new URLSearchParams(Buffer.from(body).toString('utf8'));
function keyIn(params: URLSearchParams): FileKey {
  return { type: params.get('type') ?? '', name: nameFromApps(params.get('name') ?? '') };
}
const textOfRows = (rows: readonly Row[]): string =>
  JSON.stringify(rows.map((row) => [row.id, row.type, row.name, row.filesize, row.updatetimems, row.clienttimems]));
function textOf({ headers, body }: WireAnswer): string {
  return (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : Buffer.from(body)).toString('utf8');
}
