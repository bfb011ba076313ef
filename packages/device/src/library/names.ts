import type { BigIntStats } from 'node:fs';
import { join } from 'node:path';
import { careless, comparisonForm, meaningOfFile, placementOf, stateFolder } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import { LibraryError } from '@cairn/sync';
import type { Catalogue } from './catalogue.ts';
import { codeOf } from './disk.ts';
import type { Disk } from './disk.ts';
import { nameTwin } from './failures.ts';
import type { KnownNames } from './scan.ts';

/** Where a key lies in this folder: `path` is relative, with `/`, as the disk spells it or would spell it. */
export interface Spot {
  readonly kind: 'file' | 'directory';
  readonly path: string;
}

const isPlain = /^[\x20-\x7e]*$/;

/** Finds the one place of a name on this disk, by the rules of sync.md, "Names on a device". */
export class Names {
  readonly #root: string;
  readonly #disk: Disk;
  readonly #catalogue: Catalogue;
  readonly #known: KnownNames;
  #folds: boolean | null = null;
  /** Directories that are there in exactly this spelling. */
  readonly #directories = new Set<string>(['']);
  /** Directories that were not there when they were last looked for. */
  readonly #missing = new Set<string>();

  constructor(root: string, disk: Disk, catalogue: Catalogue, known: KnownNames) {
    this.#root = root;
    this.#disk = disk;
    this.#catalogue = catalogue;
    this.#known = known;
  }

  /** The scan saw this directory. */
  sawDirectory(path: string): void {
    this.#directories.add(path);
    this.#missing.delete(path);
  }
  /** A new look at the folder begins: what was missing may have come. */
  lookAgain(): void {
    this.#missing.clear();
  }
  /** A directory is gone. */
  lostDirectory(path: string): void {
    this.#directories.delete(path);
  }

  /** Where the key lies, or would lie. @throws LibraryError `name-impossible`. */
  locate(key: FileKey): Spot {
    const placement = placementOf(key);
    if (placement.kind === 'impossible') {
      throw new LibraryError('name-impossible', `This device cannot hold the name: ${placement.reason}. The file stays in the cloud.`);
    }
    const { kind, segments } = placement;
    const exact = segments.join('/');
    const spelled = this.#catalogue.pathSpelling(key);
    if (spelled !== undefined && spelled !== exact && this.#disk.look(join(this.#root, spelled)) !== null) return { kind, path: spelled };
    if (this.#catalogue.get(exact) !== undefined || kind === 'directory' || this.#isThere(exact)) return { kind, path: exact };
    const equal = this.#catalogue.equalInForm(exact).filter((path) => !this.#isClaimed(path));
    const [only] = equal;
    if (only !== undefined && equal.length === 1) return { kind, path: only };
    return { kind, path: isPlain.test(exact) ? exact : this.#inKnownDirectories(segments) };
  }

  /** Whether nothing at all lies at the path of a directory. Looks once, until somebody makes it. */
  isMissing(path: string): boolean {
    if (this.#directories.has(path)) return false;
    if (this.#missing.has(path)) return true;
    const isMissing = this.#disk.look(join(this.#root, path)) === null;
    if (isMissing) this.#missing.add(path);
    return isMissing;
  }

  /** Makes the directories above `path` where they are missing. @throws LibraryError `name-impossible`, or what the system says. */
  makeParents(path: string): void {
    const end = path.lastIndexOf('/');
    if (end !== -1) this.makeDirectory(path.slice(0, end));
  }
  /** Makes a directory and those above it. */
  makeDirectory(path: string): void {
    if (this.#directories.has(path)) return;
    this.makeParents(path);
    try {
      this.#disk.makeDirectory(join(this.#root, path));
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      this.refuseTwin(path);
      if (this.#disk.look(join(this.#root, path))?.isDirectory() !== true) {
        throw Object.assign(new Error('a file lies where a folder is needed'), { code: 'ENOTDIR' });
      }
    }
    this.sawDirectory(path);
  }

  /** The disk says that a name is taken; if what it has is spelled otherwise, the name cannot be held here. @throws LibraryError */
  refuseTwin(path: string): void {
    const end = path.lastIndexOf('/');
    const name = path.slice(end + 1);
    const names = this.#disk.names(join(this.#root, path.slice(0, Math.max(end, 0))));
    if (names.includes(name)) return;
    const twin = names.find((other) => careless(other) === careless(name));
    if (twin !== undefined) throw nameTwin(name, twin);
  }

  /** Whether the disk takes `A` for `a`. */
  foldsCase(): boolean {
    this.#folds ??= this.#disk.look(join(this.#root, stateFolder.toUpperCase())) !== null;
    return this.#folds;
  }
  /** Looks at what has exactly this spelling; the disk may take another for it. */
  lookExactly(path: string): BigIntStats | null {
    const segments = path.split('/');
    for (let depth = 0; depth < segments.length; depth++) {
      const names = this.#namesIn(segments.slice(0, depth).join('/'));
      if (!names.includes(segments[depth] ?? '')) return null;
    }
    return this.#disk.look(join(this.#root, path));
  }

  /** Whether the device has a base for the name that the path has by itself: such a file is nobody else's. */
  #isClaimed(path: string): boolean {
    const meaning = meaningOfFile(path.split('/'));
    return 'key' in meaning && this.#known.isHeld(meaning.key);
  }

  /** On a disk that takes `A` for `a`, something may seem to be there that is not. */
  #isThere(path: string): boolean {
    const end = path.lastIndexOf('/');
    if (end !== -1 && this.isMissing(path.slice(0, end))) return false;
    return this.#disk.look(join(this.#root, path)) !== null;
  }

  /** A new file goes into the directories that are there already, also when these are spelled in another normal form. */
  #inKnownDirectories(segments: readonly string[]): string {
    let path = '';
    for (const segment of segments.slice(0, -1)) {
      path = path === '' ? this.#spelling('', segment) : `${path}/${this.#spelling(path, segment)}`;
    }
    return `${path}/${segments.at(-1) ?? ''}`;
  }
  #spelling(parent: string, segment: string): string {
    const exact = parent === '' ? segment : `${parent}/${segment}`;
    if (isPlain.test(segment) || this.#directories.has(exact) || !this.#directories.has(parent)) return segment;
    const equal = this.#namesIn(parent).filter((name) => name !== segment && comparisonForm(name) === comparisonForm(segment));
    return equal.length === 1 ? (equal[0] ?? segment) : segment;
  }
  #namesIn(directory: string): string[] {
    try {
      return this.#disk.names(join(this.#root, directory));
    } catch {
      return [];
    }
  }
}
