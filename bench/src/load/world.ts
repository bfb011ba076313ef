import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { createClient } from '@cairn/protocol';
import { Random } from '../random.ts';
import { openCairnServer, registerDevice } from '../tools/cairn-server.ts';
import { copyAccount, settleRows } from './population.ts';
import type { Owner } from './requests.ts';
import { ownerIn, ownerOf } from './requests.ts';
import type { SetUp } from './set-up.ts';
import { samples } from './shots.ts';

/** Files and versions of an account that only stands there: small ones, so that very many accounts fit on a disk. */
export const smallAccount = { files: 10, versions: 12 };
/** Files of 10 kB in an account that is worked with. */
export const libraryFiles = 1000;
const libraries = 50;

/** Accounts of a server: two that were filled through it, and copies of them. */
export class World {
  readonly #setUp: SetUp;
  readonly #small: Owner;
  readonly #library: Owner;
  /** Numbers of the small accounts, from and to. */
  readonly #ranges: { readonly from: number; readonly to: number }[] = [];
  readonly #random = new Random(7);

  private constructor(setUp: SetUp, small: Owner, library: Owner) {
    this.#setUp = setUp;
    this.#small = small;
    this.#library = library;
  }

  /** Fills the two models through a server, and copies the larger one. */
  static async begin(setUp: SetUp, env: NodeJS.ProcessEnv): Promise<World> {
    const server = await openCairnServer(setUp.folder, { ...env, ...setUp.env });
    try {
      const owner = async (name: string): Promise<Owner> => ownerOf(await registerDevice(server, `${name}@example.org`, 'phone'));
      const [small, library] = [await owner('small'), await owner('library')];
      const address = `http://127.0.0.1:${server.port}`;
      for (let version = 0; version < smallAccount.versions; version++) {
        const [from, to] = [version % smallAccount.files, (version % smallAccount.files) + 1];
        await send(address, small, from, to, (file) => Buffer.from(`<gpx><metadata><name>Walk ${file} ${version}</name></metadata></gpx>`));
      }
      const tracks = samples(libraryFiles);
      for (let from = 0; from < libraryFiles; from += 100) await send(address, library, from, from + 100, (file) => tracks[file]?.plain);
      await server.service.stop();
      const rows = await setUp.rows();
      await copyAccount(rows, library.account, library.account + 1, library.account + libraries - 1);
      await rows.close();
      return new World(setUp, small, library);
    } finally {
      await server.service.stop();
    }
  }

  /** Makes it so many accounts; no server may run. */
  async growTo(accounts: number): Promise<void> {
    const rows = await this.#setUp.rows();
    const [facts] = await rows.all('SELECT CAST(count(*) AS float) AS count, CAST(max(account) AS float) AS top FROM account');
    const from = Number(facts?.['top']) + 1;
    const to = from + accounts - Number(facts?.['count']) - 1;
    if (to >= from) {
      await copyAccount(rows, this.#small.account, from, to);
      this.#ranges.push({ from, to });
    }
    await settleRows(rows);
    await rows.close();
  }

  /** Any of the accounts that only stand there. */
  anySmall(): Owner {
    const { from, to } = this.#random.pick(this.#ranges);
    return ownerIn(this.#small, this.#random.whole(from, to));
  }
  /** The small accounts in turn. */
  smallAt(index: number): Owner {
    const [{ from, to } = { from: 0, to: 0 }] = this.#ranges;
    return ownerIn(this.#small, from + (index % (to - from + 1)));
  }
  /** Any of the accounts of 1,000 files. */
  anyLibrary(): Owner {
    return ownerIn(this.#library, this.#library.account + this.#random.whole(0, libraries - 1));
  }
  whole(least: number, most: number): number {
    return this.#random.whole(least, most);
  }
}

async function send(server: string, owner: Owner, from: number, to: number, content: (file: number) => Buffer | undefined): Promise<void> {
  const client = createClient({ server, token: owner.token });
  const items = Array.from({ length: to - from }, (_, index) => {
    const plain = content(from + index) ?? Buffer.alloc(0);
    const body = gzipSync(plain);
    const hash = createHash('sha256').update(plain).digest('hex');
    const name = `tracks/Region ${(from + index) % 40}/Walk ${from + index}.gpx`;
    return { header: { type: 'GPX', name, base: 0, clientTime: 1_700_000_000_000, length: body.length, hash }, body };
  });
  // The newest of a name is what a later version is written against.
  const known = new Map((await client.list({ query: { limit: 5000 } })).files.map((file) => [file.name, file.seq]));
  const based = items.map(({ header, body }) => ({ header: { ...header, base: known.get(header.name) ?? 0 }, body }));
  const { results } = await client.upload({ items: based });
  if (results.some(({ status }) => status !== 'done')) throw new Error('the server did not take the files of a model');
}
