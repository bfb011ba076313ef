import type { FileKey } from '@cairn/protocol';
import { Contents } from '../../../src/device/library/contents.ts';
import { DeviceDatabase } from '../../../src/device/library/database.ts';
import { unpack } from '../../../src/device/library/gzip.ts';
import { IdbBases } from '../../../src/device/library/idb-bases.ts';
import { OpfsLibrary } from '../../../src/device/library/opfs-library.ts';
import { Edits } from '../../../src/device/library/edits.ts';

let count = 0;

/** A real database and a real OPFS folder, thrown away at the end. `restart` is what a new worker sees. */
export class TestHome {
  readonly name = `test-${Date.now()}-${count++}`;
  db!: DeviceDatabase;
  contents!: Contents;
  library!: OpfsLibrary;
  bases!: IdbBases;
  edits!: Edits;

  static async make(): Promise<TestHome> {
    const home = new TestHome();
    await home.start();
    return home;
  }
  async start(): Promise<void> {
    this.db = await DeviceDatabase.open(this.name);
    await this.db.lead();
    this.contents = await Contents.open(this.name);
    this.library = new OpfsLibrary({ db: this.db, contents: this.contents, clock: { now: () => Date.now() } });
    this.bases = new IdbBases(this.db);
    this.edits = new Edits(this.library);
  }
  async restart(): Promise<void> {
    this.db.close();
    await this.start();
    await this.library.sweep();
  }
  async write(key: FileKey, text: string): Promise<void> {
    await this.edits.write(key, new TextEncoder().encode(text));
  }
  async erase(key: FileKey): Promise<void> {
    await this.edits.remove([key]);
  }
  async text(key: FileKey): Promise<string | null> {
    const row = (await this.library.rows(key.type)).find(({ name }) => name === key.name);
    if (row === undefined) return null;
    const packed = await this.contents.packed(row.content, this.db);
    return packed === null ? null : new TextDecoder().decode(await unpack(packed, row.size));
  }
  /** Packed contents of the undo store. */
  async undoHashes(): Promise<string[]> {
    const rows = await this.db.read(['undo'], (tx) => tx.all('undo'));
    return rows.map(({ hash }) => hash);
  }
  async close(): Promise<void> {
    this.db.close();
    await DeviceDatabase.remove(this.name);
    await Contents.remove(this.name);
  }
}
