import type { FileKey } from '@cairn/protocol';
import type { Agreement } from './agreement.ts';
import type { LocalFile } from './facts.ts';
import { idOf } from './keys.ts';
import type { Id } from './keys.ts';
import { spellAsCloud } from './names.ts';
import type { Library, Problem } from './ports.ts';

/** The files of the device as last seen, under the cloud's spelling. Kept between the runs of one engine, so that a hint costs what it names. */
export class Locals {
  readonly #files = new Map<Id, LocalFile>();
  /** How the disk spells the files that the cloud spells otherwise. */
  readonly #spelledHere = new Map<Id, Id>();
  /** Names that could not be looked at: nothing is decided about them, least of all that they are deleted. */
  readonly #unknown = new Map<Id, Problem>();
  #problems: readonly Problem[] = [];
  #isComplete = false;

  get isComplete(): boolean {
    return this.#isComplete;
  }
  /** Of the last look. */
  get problems(): readonly Problem[] {
    return this.#problems;
  }
  get size(): number {
    return this.#files.size;
  }
  get(id: Id): LocalFile | undefined {
    return this.#files.get(id);
  }
  isUnknown(id: Id): boolean {
    return this.#unknown.has(id);
  }
  all(): IterableIterator<[Id, LocalFile]> {
    return this.#files.entries();
  }
  keys(): FileKey[] {
    return Array.from(this.#files.values(), ({ key }) => key);
  }
  /** What this device did itself. */
  put(file: LocalFile): void {
    this.#files.set(idOf(file.key), file);
  }
  drop(key: FileKey): void {
    this.#files.delete(idOf(key));
    this.#spelledHere.delete(idOf(key));
  }
  forget(): void {
    this.#isComplete = false;
  }

  /** Takes a whole look at the device. */
  takeAll({ files, problems }: Awaited<ReturnType<Library['scan']>>, agreement: Agreement): void {
    this.#files.clear();
    this.#spelledHere.clear();
    this.#unknown.clear();
    this.#problems = [];
    // What the cloud spells alike is itself; the others are looked at when all of these are known.
    const others: LocalFile[] = [];
    for (const file of files) {
      const id = idOf(file.key);
      this.#files.set(id, file);
      if (!agreement.isLive(id)) others.push(file);
    }
    const exact = new Set(this.#files.keys());
    for (const { key } of others) this.#files.delete(idOf(key));
    this.#take(others, agreement, (id) => exact.has(id));
    this.note(problems);
    this.#isComplete = true;
  }

  /** Looks at these names only, and at those that the disk may spell so. @returns the names, in the cloud's spelling, that this is about. */
  async scanSome(library: Library, agreement: Agreement, keys: readonly FileKey[]): Promise<FileKey[]> {
    this.#problems = [];
    const found = await this.#look(library, agreement, keys);
    const there = new Set(found.map(({ onDisk }) => onDisk));
    const gone = keys.filter((key) => !there.has(idOf(key)) && !agreement.isLive(idOf(key)));
    const others = gone.flatMap((key) => agreement.forms.equals(key)).filter((key) => agreement.isLive(idOf(key)));
    if (others.length > 0) await this.#look(library, agreement, others);
    return [...keys, ...found.map(({ key }) => key), ...others];
  }

  /** Takes the hashes that the library found, and the files that it could not read. */
  learn(hashed: readonly LocalFile[], problems: readonly Problem[]): void {
    for (const file of hashed) if (this.#files.has(idOf(file.key))) this.put(file);
    this.note(problems);
  }
  note(problems: readonly Problem[]): void {
    this.#problems = [...this.#problems, ...problems];
    for (const problem of problems) if (problem.key !== undefined) this.#unknown.set(idOf(problem.key), problem);
  }

  async #look(library: Library, agreement: Agreement, keys: readonly FileKey[]): Promise<{ onDisk: Id; key: FileKey }[]> {
    const { files, problems } = await library.scan(keys);
    const exact = new Set(files.map((file) => idOf(file.key)));
    for (const key of keys) {
      this.drop(key);
      this.#unknown.delete(idOf(key));
    }
    const isHere = (id: Id): boolean => exact.has(id) || (this.#files.has(id) && !this.#spelledHere.has(id));
    const taken = this.#take(files, agreement, isHere);
    this.note(problems);
    return taken;
  }

  #take(files: readonly LocalFile[], agreement: Agreement, isHere: (id: Id) => boolean): { onDisk: Id; key: FileKey }[] {
    const spelled = spellAsCloud(files, agreement.forms, (id) => agreement.isLive(id), isHere);
    return spelled.map((file, index) => {
      const onDisk = idOf(files[index]?.key ?? file.key);
      if (onDisk !== idOf(file.key)) this.#spelledHere.set(idOf(file.key), onDisk);
      this.put(file);
      return { onDisk, key: file.key };
    });
  }
}
