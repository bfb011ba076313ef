import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { performance } from 'node:perf_hooks';
import { createGzip } from 'node:zlib';
import { batchMediaType, streamBatch } from '@cairn/protocol';
import { cpuSeconds, forgetPeak, peakMemory, residentMemory } from '../accounting.ts';
import { until } from '../processes.ts';
import { Random } from '../random.ts';
import type { CairnServer } from '../tools/cairn-server.ts';
import type { Owner } from './requests.ts';

/** What a large file did to a server (R33). Bytes, seconds. */
export interface LargeFileFacts {
  /** Memory that both ways together added at their peak, to a server that had carried a small file both ways before. */
  readonly extraMemory: number;
  readonly upload: { readonly seconds: number; readonly cpu: number };
  /** Packed, as it lies. */
  readonly download: { readonly seconds: number; readonly cpu: number };
  /** Contents, finished or not, and open files, that ten transfers each way left when they broke off; and memory that they added. */
  readonly left: { readonly contents: number; readonly handles: number; readonly extraMemory: number };
}

const blockBytes = 1024 * 1024;
const aborts = 10;
/** Transfers break off, and parts are asked for, in this beginning of the file; one part is its end. */
const beginning = 256 * blockBytes;
/** Connections to the database and the object store that are kept for later come and go; five transfers that broke off and left one each would show. */
const pooled = 4;
const boundary = 'CowMooCowMooCowCowCow';

/** A file that is never held: blocks of noise with their number in front. */
class Synthetic {
  readonly length: number;
  readonly #block = new Random(33).bytes(blockBytes);
  constructor(length: number) {
    this.length = length;
  }
  *pieces(): Generator<Buffer> {
    for (let at = 0; at < this.length; at += blockBytes) yield this.#blockAt(at / blockBytes).subarray(0, this.length - at);
  }
  part(first: number, last: number): Buffer {
    const [from, to] = [Math.floor(first / blockBytes), Math.floor(last / blockBytes)];
    const blocks = Array.from({ length: to - from + 1 }, (_, index) => this.#blockAt(from + index));
    return Buffer.concat(blocks).subarray(first - from * blockBytes, last + 1 - from * blockBytes);
  }
  /** The gzip member that a client sends; it does not shrink, so packing it costs the client little. */
  packed(): Readable {
    return Readable.from(this.pieces()).pipe(createGzip({ level: 0, chunkSize: blockBytes }));
  }
  #blockAt(index: number): Buffer {
    const block = Buffer.from(this.#block);
    block.writeUInt32BE(index);
    return block;
  }
}

interface Sums {
  readonly length: number;
  readonly hash: string;
}

/**
 * Sends a file of so many bytes as an app and as our devices do, fetches it packed, unpacked and in parts, then breaks ten transfers off in each
 * direction at bytes of chance. `contents` counts what lies in the place of large contents, finished or not.
 * @throws Error where something comes back other than it was sent, or what was broken off does not go
 */
export async function measureLargeFile(
  server: CairnServer,
  owner: Owner,
  bytes: number,
  contents: () => Promise<number>,
): Promise<LargeFileFacts> {
  const { port, service } = server;
  const way = new Way(port, owner);
  const small = new Synthetic(3 * blockBytes);
  const smallPacked = await sumsOf(small.packed());
  for (let index = 0; index < 5; index++) {
    await way.sendOwn(`warm ${index}`, small, smallPacked.length);
    await way.sendApp(`warm app ${index}`, small);
    await way.fetch(`warm ${index}`, 'gzip');
    await way.fetch(`warm ${index}`, 'identity');
  }
  const rested = residentMemory(service.pid);
  forgetPeak(service.pid);
  const file = new Synthetic(bytes);
  const packed = await sumsOf(file.packed());
  const plain = await sumsOf(Readable.from(file.pieces()));
  const measured = async (act: () => Promise<void>): Promise<{ seconds: number; cpu: number }> => {
    const before = { at: performance.now(), cpu: cpuSeconds([service.pid]) };
    await act();
    return { seconds: (performance.now() - before.at) / 1000, cpu: cpuSeconds([service.pid]) - before.cpu };
  };
  const upload = await measured(() => way.sendApp('film', file));
  const download = await measured(async () => same('the file, packed,', await way.fetch('film', 'gzip'), packed));
  same('the file, unpacked,', await way.fetch('film', 'identity'), plain);
  await way.sendOwn('film of ours', file, packed.length);
  const random = new Random(bytes);
  for (let index = 0; index < 5; index++) {
    const first = index === 0 ? bytes - 1000 : random.whole(0, Math.min(bytes, beginning) - 1);
    const last = Math.min(bytes - 1, first + random.whole(0, 3 * blockBytes));
    const part = await way.fetch('film', 'identity', `bytes=${first}-${last}`);
    same(`bytes ${first} to ${last}`, part, await sumsOf([file.part(first, last)]));
  }
  const extraMemory = peakMemory([service.pid]) - rested;

  const before = { contents: await contents(), handles: handles(service.pid), memory: residentMemory(service.pid) };
  forgetPeak(service.pid);
  for (let index = 0; index < aborts; index++) {
    const at = random.whole(1, Math.min(bytes, beginning) - 1);
    await (index % 2 === 0 ? way.sendApp(`broken ${index}`, file, at) : way.sendOwn(`broken ${index}`, file, packed.length, at));
    await way.fetch('film', index % 2 === 0 ? 'gzip' : 'identity', undefined, random.whole(1, Math.min(bytes, beginning) - 1));
  }
  const left = { contents: 0, handles: 0, extraMemory: 0 };
  const gone = async (): Promise<boolean> => {
    left.contents = (await contents()) - before.contents;
    left.handles = handles(service.pid) - before.handles;
    return left.contents === 0 && left.handles <= pooled;
  };
  await until(gone, 60, () => `transfers that broke off left ${left.contents} contents and ${left.handles} open files`, 200);
  left.extraMemory = peakMemory([service.pid]) - before.memory;
  return { extraMemory, upload, download, left };
}

/** Files open in a process, connections among them. */
function handles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** One device on the wire, a connection a transfer. A transfer with `breakAt` breaks off after so many bytes. */
class Way {
  readonly #port: number;
  readonly #owner: Owner;
  constructor(port: number, owner: Owner) {
    this.#port = port;
    this.#owner = owner;
  }

  /** As OsmAnd's apps send it: in chunks of a form, of a length that nobody said. */
  async sendApp(name: string, file: Synthetic, breakAt?: number): Promise<void> {
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}.gz"\r\n\r\n`);
      yield* file.packed();
      yield Buffer.from(`\r\n--${boundary}--\r\n`);
    }
    const path = `/userdata/upload-file?${this.#query(name)}&clienttime=1762185600000`;
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}`, 'transfer-encoding': 'chunked' };
    await this.#send(path, headers, body(), '"status":"ok"', breakAt);
  }

  /** As our devices do: a batch of one, whose length was said before. */
  async sendOwn(name: string, file: Synthetic, length: number, breakAt?: number): Promise<void> {
    const header = { type: 'FILE', name, base: 0, clientTime: 1_762_185_600_000, length };
    const headers = { 'content-type': batchMediaType, authorization: `Bearer ${this.#owner.token}` };
    await this.#send('/api/v1/upload', headers, streamBatch([{ header, body: file.packed() }]), '"status":"done"', breakAt);
  }

  async fetch(name: string, encoding: 'gzip' | 'identity', range?: string, breakAt?: number): Promise<Sums> {
    const path = `/userdata/download-file?${this.#query(name)}`;
    const headers = { 'accept-encoding': encoding, ...(range === undefined ? {} : { range }) };
    const sent = request({ host: '127.0.0.1', port: this.#port, path, headers, agent: false });
    sent.end();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    if (answer.statusCode !== (range === undefined ? 200 : 206)) throw new Error(`a download was answered with ${answer.statusCode ?? 0}`);
    return sumsOf(answer, breakAt);
  }

  #query(name: string): string {
    const { device, token } = this.#owner;
    return new URLSearchParams({ deviceid: String(device), accessToken: token, type: 'FILE', name }).toString();
  }

  async #send(
    path: string,
    headers: Readonly<Record<string, string>>,
    body: AsyncIterable<Uint8Array>,
    wanted: string,
    breakAt = Number.POSITIVE_INFINITY,
  ): Promise<void> {
    const sent = request({ host: '127.0.0.1', port: this.#port, method: 'POST', path, headers, agent: false });
    const answered = new Promise<IncomingMessage>((resolve, reject) => sent.once('response', resolve).once('error', reject));
    answered.catch(() => undefined);
    let length = 0;
    for await (const piece of body) {
      length += piece.length;
      if (!sent.write(piece)) await Promise.race([once(sent, 'drain'), answered]);
      if (length < breakAt) continue;
      sent.destroy();
      return;
    }
    sent.end();
    const answer = await answered;
    const text = Buffer.concat(await answer.toArray()).toString();
    if (answer.statusCode !== 200 || !text.includes(wanted)) throw new Error(`an upload was answered with ${text.slice(0, 500)}`);
  }
}

async function sumsOf(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, breakAt = Number.POSITIVE_INFINITY): Promise<Sums> {
  const sum = createHash('sha256');
  let length = 0;
  for await (const piece of source) {
    sum.update(piece);
    length += piece.length;
    // Leaving the loop ends the stream, and its connection with it.
    if (length >= breakAt) break;
  }
  return { length, hash: sum.digest('hex') };
}

function same(what: string, found: Sums, wanted: Sums): void {
  if (found.length !== wanted.length || found.hash !== wanted.hash) throw new Error(`${what} came back as another one`);
}
