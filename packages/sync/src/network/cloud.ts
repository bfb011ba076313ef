import { ApiError, limits } from '@cairn/protocol';
import type {
  BatchItem,
  ChangesAnswer,
  Client,
  ContentVersion,
  Epochs,
  FileKey,
  Operation,
  UploadHeader,
  Version,
  WriteAnswer,
} from '@cairn/protocol';
import { CloudError, LibraryError } from '../ports.ts';
import type { Cloud, Downloaded, Upload } from '../ports.ts';
import { explain } from './words.ts';
import type { Timers } from './timers.ts';

export interface CloudOptions {
  readonly client: Client;
  /** Address of the server, for messages. */
  readonly server: string;
  readonly timers: Timers;
  /** Ends what is under way; the error thrown is what it was aborted with. */
  readonly signal?: AbortSignal | undefined;
}

/** Waits between tries while a server is restarting or busy, milliseconds: under five seconds together. */
const retryWaitsMs = [200, 600, 1_400, 2_400];
/** Longest wait that a server may ask for and that is waited for within a sync, milliseconds. */
const longestWaitMs = 5_000;
/** What a device asks for in one download, compressed bytes: large enough to fill the line, small enough to lose little. */
const downloadBytes = 16 * 1024 * 1024;

/** The cloud over the network. Short troubles (a server that restarts, a line that breaks) are waited out; see `explain` for the rest. */
export function openCloud(options: CloudOptions): Cloud {
  return new NetworkCloud(options);
}

class NetworkCloud implements Cloud {
  readonly #options: CloudOptions;
  #epochs: Epochs | null = null;
  /** Epoch that the engine was told of with the changes: uploads belong to it, though another answer may have told of a later one. */
  #told: number | undefined;

  constructor(options: CloudOptions) {
    this.#options = options;
  }

  async changes(cursor: number, types?: readonly string[]): Promise<ChangesAnswer> {
    const query = { cursor, ...(types === undefined ? {} : { types: types.join(',') }) };
    const answer = this.#remember(await this.#patiently(() => this.#options.client.changes({ query, signal: this.#options.signal })));
    this.#told = answer.epoch;
    return answer;
  }

  async upload(items: readonly Upload[]): Promise<WriteAnswer> {
    const answers: WriteAnswer[] = [];
    for (const group of uploadGroups(items)) answers.push(await this.#uploadGroup(group));
    return joined(answers);
  }

  async operate(operations: readonly Operation[]): Promise<WriteAnswer> {
    const answers: WriteAnswer[] = [];
    for (let start = 0; start < operations.length; start += limits.batchItems) {
      const body = { operations: operations.slice(start, start + limits.batchItems) };
      const { client, signal } = this.#options;
      answers.push(this.#remember(await this.#patiently(() => client.operate({ body, signal }))));
    }
    return joined(answers);
  }

  async history(key: FileKey): Promise<readonly Version[]> {
    const { client, signal } = this.#options;
    try {
      const { versions } = await this.#patiently(() => client.history({ query: { type: key.type, name: key.name }, signal }));
      return versions.map(({ version }) => version);
    } catch (error) {
      if (error instanceof CloudError && error.code === 'file-not-available') return [];
      throw error;
    }
  }

  /** The next request is under way while the answer of the one before is read. */
  async *download(versions: readonly ContentVersion[]): AsyncGenerator<Downloaded> {
    const groups = downloadGroups(versions);
    let next = this.#begin(groups[0]);
    for (const [index, group] of groups.entries()) {
      const answer = next;
      next = this.#begin(groups[index + 1]);
      yield* this.#downloadGroup(group, answer);
    }
  }

  /** The files of one group in their order; after a break, what has not come yet is asked for again. */
  async *#downloadGroup(group: readonly ContentVersion[], first: Begun): AsyncGenerator<Downloaded> {
    let left = group;
    let answer = first;
    for (let tried = 0; left.length > 0; tried++) {
      let isFresh = true;
      try {
        for await (const item of await answer.items()) {
          const [version, ...rest] = left;
          if (version === undefined || item.header.seq !== version.seq) throw new CloudError('broken', 'broken-answer', this.#outOfOrder());
          yield item.header.error === undefined ? { version, gzip: item.body } : { version, error: item.header.error };
          left = rest;
          isFresh = false;
        }
        if (left.length > 0) throw new CloudError('offline', 'connection-lost', this.#outOfOrder());
      } catch (error) {
        if (!isFresh) tried = 0;
        await this.#waitOrThrow(error, tried);
        answer = this.#begin(left);
      }
    }
  }

  /** Asks at once, so that the answer is on its way; a failure is kept until somebody reads. */
  #begin(group: readonly ContentVersion[] | undefined): Begun {
    if (group === undefined) return { items: async () => [] };
    const { client, signal } = this.#options;
    const asked = client.download({ body: { versions: group.map((version) => version.seq) }, signal });
    asked.catch(() => undefined);
    return { items: () => asked };
  }

  async #uploadGroup(group: readonly Upload[]): Promise<WriteAnswer> {
    const { client, signal } = this.#options;
    try {
      return this.#remember(await this.#patiently(() => client.upload({ items: group.map((item) => itemOf(item, this.#told)), signal })));
    } catch (error) {
      // A large file that changes while it is sent fails alone.
      if (!(error instanceof LibraryError) || this.#epochs === null || group.length > 1) throw error;
      return { results: [{ status: 'refused', error: { code: error.code, message: error.message } }], ...this.#epochs };
    }
  }

  async #patiently<T>(ask: () => Promise<T>): Promise<T> {
    for (let tried = 0; ; tried++) {
      try {
        return await ask();
      } catch (error) {
        await this.#waitOrThrow(error, tried);
      }
    }
  }

  /** Waits before the next try, where one makes sense; else throws in words of `explain`. */
  async #waitOrThrow(error: unknown, tried: number): Promise<void> {
    const { signal, timers, server } = this.#options;
    signal?.throwIfAborted();
    const wait = waitAfter(error, tried);
    if (wait === null) throw explain(error, server);
    await timers.wait(wait * (0.75 + timers.random() / 2), signal);
  }

  #remember<T extends Epochs>(answer: T): T {
    this.#epochs = { epoch: answer.epoch, dataEpoch: answer.dataEpoch };
    return answer;
  }
  #outOfOrder(): string {
    return `The answer of ${this.#options.server} ended early or is not in order. What arrived whole is kept; the rest is fetched with the next sync.`;
  }
}

type DownloadAnswer = Awaited<ReturnType<Client['download']>>;
interface Begun {
  readonly items: () => Promise<DownloadAnswer | Iterable<never>>;
}

/** Milliseconds to wait before another try; null when another try would end the same way. */
function waitAfter(error: unknown, tried: number): number | null {
  const step = retryWaitsMs[tried];
  if (step === undefined) return null;
  if (error instanceof CloudError) return error.kind === 'offline' ? step : null;
  if (!(error instanceof ApiError)) return null;
  if (error.kind === 'offline') return isHopeless(error) ? null : step;
  const isPassing = error.status === 502 || error.status === 503 || error.status === 504 || error.status === 429;
  if (!isPassing || error.code === 'read-only') return null;
  const asked = error.retryAfterMs ?? 0;
  return asked > longestWaitMs ? null : Math.max(step, asked);
}
/** No server of that name, no network, a certificate that is not trusted: trying again at once changes nothing. */
function isHopeless(error: ApiError): boolean {
  const explained = explain(error, '');
  return explained instanceof LibraryError || !['nobody-answers', 'connection-lost', 'no-answer', 'unreachable'].includes(explained.code);
}

function itemOf({ packed, base, time }: Upload, epoch: number | undefined): BatchItem<UploadFacts> {
  const { key, gzip, hash, modified } = packed;
  const header = {
    type: key.type,
    name: key.name,
    base,
    clientTime: modified,
    length: gzip.length,
    hash,
    ...(epoch === undefined ? {} : { epoch }),
    ...(time === undefined ? {} : { time }),
  };
  return { header, body: gzip instanceof Uint8Array ? gzip : gzip.open() };
}
type UploadFacts = UploadHeader;

/** Requests as large as the server takes; what is streamed goes alone, so that it fails alone. */
function uploadGroups(items: readonly Upload[]): Upload[][] {
  const groups: Upload[][] = [];
  let group: Upload[] = [];
  let bytes = 0;
  for (const item of items) {
    const { gzip } = item.packed;
    const isAlone = !(gzip instanceof Uint8Array);
    if (group.length > 0 && (isAlone || group.length >= limits.batchItems || bytes + gzip.length > limits.batchBytes)) {
      groups.push(group);
      [group, bytes] = [[], 0];
    }
    group.push(item);
    bytes += isAlone ? limits.batchBytes : gzip.length;
  }
  return group.length === 0 ? groups : [...groups, group];
}
function downloadGroups(versions: readonly ContentVersion[]): ContentVersion[][] {
  const groups: ContentVersion[][] = [];
  let bytes = Infinity;
  for (const version of versions) {
    if (bytes + version.stored > downloadBytes || (groups.at(-1)?.length ?? 0) >= limits.batchItems) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)?.push(version);
    bytes += version.stored;
  }
  return groups;
}

function joined(answers: readonly WriteAnswer[]): WriteAnswer {
  const last = answers.at(-1);
  if (last === undefined) throw new Error('nothing was sent');
  return { ...last, results: answers.flatMap((answer) => answer.results) };
}
