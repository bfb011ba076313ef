import { isMap, mainOf, meaningOfFile, nameProblem, typeProblem, markOfFolder } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import { readJsonText, written } from '../json-text.ts';
import type { JsonMember, JsonObject, JsonText } from '../json-text.ts';
import type { ZipEntry } from '../zip/directory.ts';
import type { ZipArchive } from '../zip/read.ts';
import { OsfError } from './fault.ts';
import { changedNames, namesEntry } from './entry-names.ts';
import { parentOf } from './folder.ts';
import { cloudNameOf, fileOfItem, itemsName, newestVersion } from './item.ts';

/** Longest list that is read, bytes. */
const longestList = 128 * 1024 * 1024;

/** One cloud file that a container holds. */
export interface OsfFile {
  readonly key: FileKey;
  /** An entry of the archive, or bytes that stood in the list itself. */
  readonly content: ZipEntry | Uint8Array;
  /** Maps are recorded with name, size and date only (S9). */
  readonly isMap: boolean;
}
export interface OsfContents {
  readonly version: number;
  /** Mains, companions and marks of empty folders, each once. */
  readonly files: readonly OsfFile[];
  /** What is not taken over, and why: items without content, names that no cloud file has, entries that no rule knows. */
  readonly left: readonly LeftItem[];
}
/** `type`, `name`: no cloud file has such a one. */
export type LeftReason = 'no file' | 'no content' | 'no rule' | 'type' | 'name' | 'twice';
export interface LeftItem {
  readonly name: string;
  readonly reason: string;
  readonly why: LeftReason;
  /** The cloud file that the list names and the container lacks the content of: the container is not complete. */
  readonly lost?: FileKey;
}

/**
 * What a container holds, as cloud files (data-formats 5). Types that are not known are taken as they are; keys of an item beyond type
 * and file become its companion. Entries that the list does not name are taken where their place tells what they are, else told in
 * `left`. Throws OsfError, and ZipError for the archive.
 */
export async function readOsf(archive: ZipArchive): Promise<OsfContents> {
  const entry = archive.entry(itemsName);
  if (entry === null) throw new OsfError('no list', 'The file has no items.json, so it is not a container of OsmAnd.');
  const list = readJsonText(await archive.bytes(entry, longestList));
  if (list?.root.kind !== 'object') throw new OsfError('list damaged', 'The items.json of the container is not JSON.');
  const version = versionOf(list.root);
  const items = memberOf(list.root, 'items')?.value;
  if (items !== undefined && items.kind !== 'array')
    throw new OsfError('list damaged', 'The items.json of the container holds no list of items.');
  const taking = new Taking(archive.entries, await changedNames(archive));
  for (const item of items?.elements ?? []) if (item.kind === 'object') taking.takeItem(list, item);
  taking.takeOthers();
  return { version, files: [...taking.files.values()], left: taking.left };
}

function versionOf(root: JsonObject): number {
  const value = memberOf(root, 'version')?.value;
  const version = value?.kind === 'scalar' ? Number(value.text) : newestVersion;
  if (!Number.isInteger(version)) throw new OsfError('list damaged', 'The items.json of the container gives no version.');
  if (version > newestVersion) {
    throw new OsfError(
      'newer version',
      `The container is of version ${version}, and versions up to ${newestVersion} are read. Nothing was imported.`,
    );
  }
  return version;
}

const nothing = new Uint8Array(0);

class Taking {
  readonly files = new Map<string, OsfFile>();
  readonly left: LeftItem[] = [];
  readonly #byName: ReadonlyMap<string, ZipEntry>;
  /** Entries that are not accounted for yet. */
  readonly #open: Map<string, ZipEntry>;

  /** Cloud files of entries whose name the archive could not hold. */
  readonly #changed: ReadonlyMap<string, FileKey>;
  /** What lies in each folder, at any depth that is looked at. */
  readonly #inside = new Map<string, ZipEntry[]>();

  constructor(entries: readonly ZipEntry[], changed: ReadonlyMap<string, FileKey>) {
    this.#byName = new Map(entries.map((entry) => [entry.name, entry]));
    this.#changed = changed;
    this.#open = new Map(this.#byName);
    this.#open.delete(itemsName);
    this.#open.delete(namesEntry);
    for (const entry of entries) this.#index(entry);
    this.#takeBeside();
  }

  takeItem(list: JsonText, item: JsonObject): void {
    const type = textOf(item, 'type') ?? '';
    const file = textOf(item, 'file') ?? fileOfItem(type, textOf(item, 'name'));
    const problem = typeProblem(type);
    if (problem !== null || file === null) {
      this.left.push({ name: file ?? type, reason: problem ?? 'the item says no file', why: problem === null ? 'no file' : 'type' });
      return;
    }
    const path = file.replace(/^\/+/, '');
    const subType = textOf(item, 'subtype');
    const inline = memberOf(item, 'items') ?? memberOf(item, 'prefs');
    const entry = this.#byName.get(path);
    const inside = (entry === undefined || entry.directory ? this.#inside.get(`${path.replace(/\/$/, '')}/`) : undefined) ?? [];
    const name = (this.#changed.get(path)?.name ?? cloudNameOf(type, path, subType)).replace(/\/$/, '');
    if (entry !== undefined && !entry.directory) this.#take({ type, name }, entry);
    else if (inside.length > 0) for (const each of inside) this.#take({ type, name: cloudNameOf(type, each.name, subType) }, each);
    else if (inline !== undefined) this.#take({ type, name }, inlineContent(list, inline));
    else {
      this.left.push({ name: path, reason: 'the container lacks its content', why: 'no content', lost: { type, name } });
      return;
    }
    this.#takeCompanion({ type, name: `${name}.info` }, list, item);
  }

  /** Entries that the list does not name: where their place in the folder of a device tells what they are, they are that. */
  takeOthers(): void {
    for (const entry of [...this.#open.values()]) {
      const changed = this.#changed.get(entry.name);
      if (changed !== undefined) this.#take(changed, entry.directory ? nothing : entry);
      else if (entry.directory) this.#takeFolder(entry);
      else {
        const meaning = meaningOfFile(entry.name.split('/'));
        if (meaning.kind === 'file' || meaning.kind === 'known-only') this.#take(meaning.key, entry);
        else this.left.push({ name: entry.name, reason: 'no rule says what it is', why: 'no rule' });
      }
    }
  }

  /** Companions and other files of ours that OsmAnd passes over; they come first, for they are exact. */
  #takeBeside(): void {
    for (const entry of this.#byName.values()) {
      if (entry.directory || !entry.name.startsWith('.cairn/')) continue;
      const changed = this.#changed.get(entry.name);
      const meaning = meaningOfFile(entry.name.split('/'));
      if (changed !== undefined) this.#take(changed, entry);
      else if (meaning.kind === 'file') this.#take(meaning.key, entry);
    }
  }

  /** An empty folder of tracks; one with something in it says nothing. */
  #takeFolder(entry: ZipEntry): void {
    const folder = /^tracks\/(.+)\/$/s.exec(entry.name)?.[1];
    if (folder !== undefined && !this.#inside.has(entry.name)) this.#take({ type: 'GPX', name: markOfFolder(folder) }, nothing);
  }

  /** Folders are items for voices and parts of plug-ins; those lie at most this deep. */
  #index(entry: ZipEntry): void {
    let folder = parentOf(entry.name);
    for (let level = 0; level < 16 && folder !== ''; level++, folder = parentOf(folder)) {
      const inside = this.#inside.get(folder);
      if (inside === undefined) this.#inside.set(folder, entry.directory ? [] : [entry]);
      else if (!entry.directory) inside.push(entry);
    }
  }

  #takeCompanion(key: FileKey, list: JsonText, item: JsonObject): void {
    const extra = item.members.filter(({ key: name }) => !plainKeys.has(name));
    if (extra.length === 0 || this.files.has(idOf(key))) return;
    const kept = item.members.filter(({ key: name }) => name !== 'items' && name !== 'prefs');
    const text = `{${kept.map((member) => `${member.keyText}:${written(list, member.value)}`).join()}}`;
    this.#take(key, new TextEncoder().encode(text));
  }

  #take(key: FileKey, content: ZipEntry | Uint8Array): void {
    if (!(content instanceof Uint8Array)) this.#open.delete(content.name);
    const problem = nameProblem(key.name) ?? typeProblem(key.type);
    const id = idOf(key);
    const before = this.files.get(id);
    if (problem !== null) this.left.push({ name: key.name, reason: problem, why: 'name' });
    else if (before !== undefined && before.content !== content)
      this.left.push({ name: key.name, reason: 'the container holds it twice; the first was taken', why: 'twice' });
    else this.files.set(id, { key, content, isMap: mainOf(key.name) === null && isMap(key) });
  }
}

/** Keys of an item that make no companion. */
const plainKeys: ReadonlySet<string> = new Set(['type', 'file', 'subtype', 'name', 'items', 'prefs']);

/** Older lists hold collections and settings themselves: as files they are an object each. */
function inlineContent(list: JsonText, member: JsonMember): Uint8Array {
  const text = written(list, member.value);
  return new TextEncoder().encode(member.key === 'items' ? `{"items":${text}}` : text);
}

function idOf({ type, name }: FileKey): string {
  return `${type}\0${name}`;
}
function memberOf(object: JsonObject, key: string): JsonMember | undefined {
  return object.members.findLast((member) => member.key === key);
}
function textOf(object: JsonObject, key: string): string | null {
  const value = memberOf(object, key)?.value;
  return value?.kind === 'scalar' && value.isString ? value.text : null;
}
