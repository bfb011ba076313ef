import type { DeviceCalls, DeviceEvent } from '../calls.ts';
import type { Parser } from '../index/parser.ts';
import { Contents } from '../library/contents.ts';
import { DeviceDatabase } from '../library/database.ts';
import { failure } from '../library/failures.ts';
import { answer, sent } from '../rpc.ts';
import type { Question, Reply } from '../rpc.ts';
import { browserClient } from './browser-client.ts';
import { browserCloud } from './browser-cloud.ts';
import type { Home } from './homes.ts';
import { forgetHome, homes } from './homes.ts';
import { LibraryHost } from './library-host.ts';
import { LibraryReader, readingCalls } from './library-reader.ts';

/** What tabs of one browser say to each other about one library. */
type Word =
  | { readonly leads: string }
  | { readonly from: string; readonly question: Question }
  | { readonly to: string; readonly reply: Reply }
  | { readonly event: DeviceEvent }
  | { readonly ping: string }
  | { readonly pong: string }
  | { readonly ended: true };

export interface TabOptions {
  readonly home: Home & { readonly token: string };
  readonly server: string;
  readonly parse: Parser;
  readonly reply: (reply: Reply) => void;
  readonly tell: (event: DeviceEvent) => void;
  /** The library is gone from this browser, or its device signed out, in this tab or another. */
  readonly ended: () => void;
  /** How long a silent leader is waited for, milliseconds; shorter in tests. */
  readonly patienceMs?: number;
}

/** Wait before a library that could not be opened is tried again, milliseconds. */
const retryMs = 1_000;

/**
 * One tab's part in the library that all tabs share. The one that holds the Web Lock runs the engine; the others hand their questions to it
 * over a BroadcastChannel, and ask the next one again when it is gone. Reading needs nobody's leave. A leader that was put to sleep by
 * the browser loses the lock to a tab that somebody looks at; the fence in the database keeps it from writing when it wakes up.
 */
export class Tab {
  readonly #options: TabOptions;
  readonly #id = crypto.randomUUID();
  readonly #channel: BroadcastChannel;
  readonly #reader: Promise<{ readonly db: DeviceDatabase; readonly calls: LibraryReader }>;
  /** Of this tab's page, not answered yet. */
  readonly #open = new Map<string, Question>();
  #host: LibraryHost | null = null;
  #release: () => void = () => undefined;
  #isClosed = false;
  #isInFront = true;
  #silentSince: number | null = null;
  readonly #watch: ReturnType<typeof setInterval>;

  constructor(options: TabOptions) {
    this.#options = options;
    this.#channel = new BroadcastChannel(options.home.id);
    this.#channel.onmessage = ({ data }: MessageEvent<Word>) => this.#hear(data);
    this.#reader = openReader(options.home);
    this.#reader.catch(() => undefined);
    this.#watch = setInterval(() => this.#mindLeader(), this.#patience / 2);
    void this.#campaign(false);
  }

  ask(question: Question): void {
    if (isReading(question.call)) {
      void this.#read(question);
      return;
    }
    const asked = question.call === 'noticed' ? this.#signed(question) : question;
    this.#open.set(asked.id, asked);
    this.#handOn(asked);
  }

  /** What happened to this tab's page, with the tab's name: whoever leads knows which tabs are in front. */
  #signed(question: Question): Question {
    const [event] = question.args;
    if (event !== 'online') this.#isInFront = event === 'visible';
    return { ...question, args: [event, this.#id] };
  }

  /** Removes the library from this browser, for all tabs. */
  async wipe(): Promise<void> {
    const { id } = this.#options.home;
    this.leave();
    // Without the lock another tab could still be writing.
    await navigator.locks.request(id, async () => {
      (await this.#reader).db.close();
      await DeviceDatabase.remove(id);
      await Contents.remove(id);
      await forgetHome(id);
    });
  }
  /** Ends for all tabs; the files stay. */
  leave(): void {
    this.#say({ ended: true });
    this.#close();
  }

  get #patience(): number {
    return this.#options.patienceMs ?? 10_000;
  }
  async #campaign(steal: boolean): Promise<void> {
    while (!this.#isClosed) {
      try {
        await navigator.locks.request(this.#options.home.id, { steal }, () => this.#lead());
      } catch (error) {
        this.#resign();
        // Stolen: the next try waits for its turn.
        if (error instanceof DOMException && error.name === 'AbortError') continue;
        this.#refuseAll(error);
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
      steal = false;
    }
  }
  async #lead(): Promise<void> {
    const { home, server, parse } = this.#options;
    // Somebody may have signed out before this tab could hear of it.
    if (!(await isCurrent(home))) this.#finish();
    if (this.#isClosed) return;
    const released = new Promise<void>((resolve) => (this.#release = resolve));
    const client = browserClient(server, home.token);
    this.#host = await LibraryHost.open({
      id: home.id,
      ...{ client, parse },
      cloud: browserCloud(client, server),
      tell: (event) => {
        this.#options.tell(event);
        this.#say({ event });
      },
      lost: () => this.#resign(),
    });
    this.#say({ leads: this.#id });
    for (const question of this.#open.values()) this.#handOn(question);
    await released;
  }
  /** The library could not be opened (no space, storage switched off): whoever waits is told, and it is tried again. */
  #refuseAll(error: unknown): void {
    const told = sent(failure(error));
    for (const { id } of [...this.#open.values()]) this.#take({ id, ok: false, error: told });
  }
  #resign(): void {
    this.#host?.stop();
    this.#host = null;
    this.#release();
  }
  #finish(): void {
    if (this.#isClosed) return;
    this.#close();
    this.#options.ended();
  }
  #close(): void {
    this.#isClosed = true;
    clearInterval(this.#watch);
    this.#resign();
  }

  #handOn(question: Question): void {
    const host = this.#host;
    if (host === null) this.#say({ from: this.#id, question });
    else void this.#answer(host, question).then((reply) => reply === null || this.#take(reply));
  }
  /** Null when the lead was lost meanwhile: whoever leads next is asked again. */
  async #answer(host: DeviceCalls, question: Question): Promise<Reply | null> {
    const reply = await answer(host, question);
    const isLost = host !== this.#host || (!reply.ok && reply.error.name === 'LeadLostError');
    return isLost ? null : reply;
  }
  #take(reply: Reply): void {
    if (this.#open.delete(reply.id)) this.#options.reply(reply);
  }
  async #read(question: Question): Promise<void> {
    try {
      this.#options.reply(await answer((await this.#reader).calls, question));
    } catch (error) {
      this.#options.reply({ id: question.id, ok: false, error: sent(failure(error)) });
    }
  }

  #hear(word: Word): void {
    if ('event' in word) this.#options.tell(word.event);
    else if ('leads' in word) {
      // Somebody else took over while we slept.
      if (this.#host !== null) this.#resign();
      this.#silentSince = null;
      for (const question of this.#open.values()) this.#handOn(question);
    } else if ('question' in word) {
      const { question, from } = word;
      if (this.#host !== null) void this.#answer(this.#host, question).then((reply) => reply === null || this.#say({ to: from, reply }));
    } else if ('reply' in word) {
      if (word.to === this.#id) this.#take(word.reply);
    } else if ('ping' in word) {
      if (this.#host !== null) this.#say({ pong: word.ping });
    } else if ('pong' in word) {
      if (word.pong === this.#id) this.#silentSince = null;
    } else this.#finish();
  }
  /** A leader that does not answer while somebody waits in front of this tab is asleep. */
  #mindLeader(): void {
    if (this.#host !== null || this.#open.size === 0 || !this.#isInFront) {
      this.#silentSince = null;
      return;
    }
    const now = Date.now();
    this.#silentSince ??= now;
    if (now - this.#silentSince > this.#patience) {
      this.#silentSince = null;
      void this.#campaign(true);
    } else this.#say({ ping: this.#id });
  }
  #say(word: Word): void {
    this.#channel.postMessage(word);
  }
}

function isReading(call: string): boolean {
  return readingCalls.some((one) => one === call);
}
async function openReader(home: Home): Promise<{ db: DeviceDatabase; calls: LibraryReader }> {
  const { id } = home;
  if (!(await isCurrent(home))) throw new DOMException('This browser keeps no library any more.', 'InvalidStateError');
  const db = await DeviceDatabase.open(id);
  return { db, calls: new LibraryReader(db, await Contents.open(id)) };
}

/** Whether this browser still keeps the library with this token. */
async function isCurrent({ id, token }: Home): Promise<boolean> {
  return (await homes()).some((home) => home.id === id && home.token === token);
}
