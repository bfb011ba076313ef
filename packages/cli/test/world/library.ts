import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Client } from '@cairn/protocol';
import { createClient } from '@cairn/protocol';
import { seeded } from '../../../../e2e/src/writers.ts';
import type { TestServer } from './server.ts';

/** What the server acknowledged: the hash of each version, by its number. */
export type Acknowledged = Map<number, string>;

/** An account as one device writes to it, with a journal of what was acknowledged. */
export class Writer {
  readonly client: Client;
  readonly token: string;
  readonly acknowledged: Acknowledged = new Map();
  readonly #random: () => number;
  readonly #heads = new Map<string, number>();
  #round = 0;

  private constructor(client: Client, token: string, seed: number) {
    this.client = client;
    this.token = token;
    this.#random = seeded(seed);
  }
  static async signUp(server: Pick<TestServer, 'url' | 'code'>, address: string, seed = 1): Promise<Writer> {
    const visitor = createClient({ server: server.url });
    await visitor.requestCode({ body: { address } });
    const code = await server.code(address);
    const { token } = await visitor.registerDevice({ body: { address, code, device: { name: 'writer' } } });
    return new Writer(createClient({ server: server.url, token }), token, seed);
  }

  /** A batch of small and now and then large contents, new ones and new versions; sometimes something is deleted. */
  async write(): Promise<void> {
    const round = this.#round++;
    const items = Array.from({ length: 1 + Math.floor(this.#random() * 8) }, (_, index) => {
      const length = this.#random() < 0.15 ? 150_000 + Math.floor(this.#random() * 200_000) : 20 + Math.floor(this.#random() * 3000);
      const name = this.#random() < 0.5 ? `again-${index}.gpx` : `new-${round}-${index}.gpx`;
      return { name, plain: noise(`${round} ${index} ${this.token}`, length) };
    });
    await this.put(items);
    const [name] = [...this.#heads.keys()].slice(Math.floor(this.#random() * this.#heads.size));
    const base = name === undefined ? undefined : this.#heads.get(name);
    if (name === undefined || base === undefined || this.#random() > 0.3) return;
    const { results } = await this.client.operate({
      body: { operations: [{ op: 'delete', type: 'GPX', name, base, scope: 'everywhere' }] },
    });
    const [deleted] = results;
    if (deleted !== undefined && deleted.status !== 'refused') this.#heads.set(name, deleted.version.seq);
  }
  async put(items: readonly { readonly name: string; readonly plain: Uint8Array }[]): Promise<void> {
    const answer = await this.client.upload({
      items: items.map(({ name, plain }) => {
        const body = gzipSync(plain);
        return { header: { type: 'GPX', name, base: this.#heads.get(name) ?? 0, clientTime: 0, length: body.length }, body };
      }),
    });
    for (const [index, result] of answer.results.entries()) {
      const item = items[index];
      if (item === undefined || result.status === 'refused') continue;
      this.#heads.set(item.name, result.version.seq);
      this.acknowledged.set(result.version.seq, sha256(item.plain));
    }
  }
}

/** Of these versions, those that a server does not give, byte for byte. */
export async function notThere(server: Pick<TestServer, 'url'>, token: string, acknowledged: Acknowledged): Promise<number[]> {
  const wrong: number[] = [];
  for (const [seq, hash] of acknowledged) {
    const answer = await fetch(`${server.url}/api/v1/content?seq=${seq}`, { headers: { authorization: `Bearer ${token}` } });
    const bytes = Buffer.from(await answer.arrayBuffer().catch(() => new ArrayBuffer(0)));
    if (answer.status !== 200 || sha256(bytes) !== hash) wrong.push(seq);
  }
  return wrong;
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
/** Bytes that do not shrink, the same for a seed. */
export function noise(seed: string, length: number): Buffer {
  const parts: Buffer[] = [];
  for (let made = 0; made < length; made += 64) parts.push(createHash('sha512').update(`${seed} ${made}`).digest());
  return Buffer.concat(parts).subarray(0, length);
}
