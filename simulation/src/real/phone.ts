import { request as ask } from 'node:http';
import { mailedCode, outboxOf } from '@cairn/e2e';
import type { FileKey } from '@cairn/protocol';
import { Requests, platforms } from '../app/requests.ts';
import type { AppAnswer, AppRequest, Credential, Platform } from '../app/requests.ts';
import type { Outcome } from '../app/session.ts';
import { Session } from '../app/session.ts';
import { AppStore } from '../app/store.ts';
import { Violation } from '../violation.ts';
import type { RealServer } from './server.ts';

/** No sign of life for so long: the app gives up, milliseconds. */
const silenceMs = 60_000;

/** Sends a request of an app over a connection of its own. @throws Error when the line broke before the whole answer was there */
function exchange(server: string, { method, path, headers, body }: AppRequest): Promise<AppAnswer> {
  return new Promise((resolve, reject) => {
    const length = method === 'GET' ? {} : { 'content-length': body.length };
    const sent = ask(`${server}${path}`, { method, headers: { ...headers, ...length }, agent: false, timeout: silenceMs }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('error', reject);
      answer.on('end', () => {
        const isPacked = answer.headers['content-encoding'] === 'gzip';
        resolve({ status: answer.statusCode ?? 0, isPacked, body: new Uint8Array(Buffer.concat(pieces)) });
      });
    });
    sent.on('timeout', () => sent.destroy(new Error('no sign of life')));
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A phone with one of OsmAnd's apps (R22) whose requests go over real connections. */
export class RealPhone {
  readonly name: string;
  readonly store: AppStore;
  /** Names that its person deleted here. */
  readonly deleted = new Set<string>();
  readonly #server: string;
  readonly #auth: Credential;
  readonly #wasEnded: (key: FileKey) => boolean;

  private constructor(name: string, platform: Platform, server: string, auth: Credential, wasEnded: (key: FileKey) => boolean) {
    this.name = `${name} (${platform})`;
    this.store = new AppStore(platform);
    this.#server = server;
    this.#auth = auth;
    this.#wasEnded = wasEnded;
  }
  /** Signs in with a code by mail, past the wires that are `through`. `wasEnded`: whether somebody ever deleted or renamed a file of this name. */
  static async signIn(
    number: number,
    { seed, address, through }: { readonly seed: number; readonly address: string; readonly through: string },
    { url, data }: RealServer,
    wasEnded: (key: FileKey) => boolean,
  ): Promise<RealPhone> {
    const platform = platforms[(seed + number) % platforms.length] ?? 'android';
    const requests = new Requests(platform);
    const name = `phone ${number}`;
    const before = await outboxOf(data);
    await exchange(url, requests.registerUser(address, name));
    const code = await mailedCode(data, address, before);
    const { status, body } = await exchange(url, requests.registerDevice(address, code, name));
    const text = Buffer.from(body).toString();
    if (status !== 200) throw new Violation('shut-out', `${name} cannot sign in: ${text}`);
    const { id, accesstoken } = JSON.parse(text) as { id: number; accesstoken: string };
    return new RealPhone(name, platform, through, { deviceid: id, accessToken: accesstoken }, wasEnded);
  }

  write(key: FileKey, bytes: Uint8Array): void {
    this.store.put(key, bytes, Date.now());
  }
  delete(key: FileKey): void {
    this.store.remove(key);
    this.deleted.add(this.store.form(key));
  }
  /** @throws Violation when the app deletes what its person did not, here or there */
  async run(work: (session: Session) => Promise<Outcome>): Promise<Outcome> {
    const wrong: Violation[] = [];
    const session = new Session({
      store: this.store,
      auth: this.#auth,
      send: (request) => exchange(this.#server, request),
      off: new Set(),
      withoutHistory: new Set(),
      onDelete: (row) => {
        if (!this.deleted.has(this.store.form(row)))
          wrong.push(new Violation('app-deletes', `${this.name} deletes ${row.name} there, which its person did not delete`));
      },
      onRemove: (key) => {
        if (!this.#wasEnded(key)) wrong.push(new Violation('app-removed', `${this.name} removed ${key.name}, which nobody deleted`));
      },
      onPlaced: (key) => this.deleted.delete(this.store.form(key)),
    });
    const outcome = await work(session);
    if (wrong[0] !== undefined) throw wrong[0];
    return outcome;
  }
}
