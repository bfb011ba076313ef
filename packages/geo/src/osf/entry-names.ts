import type { FileKey } from '@cairn/protocol';
import { readJsonText } from '../json-text.ts';
import type { JsonValue } from '../json-text.ts';
import { safeEntryName } from '../zip/names.ts';
import type { ZipArchive } from '../zip/read.ts';

/** Where an archive keeps the names that it cannot hold as they are: an object of entry name → type and name. */
export const namesEntry = '.cairn/names.json';
const longestNames = 64 * 1024 * 1024;

/** Where an entry should lie. */
export interface WantedEntry {
  /** With `/` at the end for a folder. */
  readonly name: string;
  readonly folder: boolean;
}

/** Gives entries safe names that differ, and remembers which cloud file lies under a name that is not the wanted one. */
export class EntryNames {
  readonly #taken: Set<string>;
  readonly #changed: [string, FileKey][] = [];
  constructor(...taken: readonly string[]) {
    this.#taken = new Set([...taken, namesEntry]);
  }

  add({ name: wanted, folder }: WantedEntry, key: FileKey): string {
    const path = safeEntryName(folder ? wanted.slice(0, -1) : wanted, this.#taken);
    const name = folder ? `${path}/` : path;
    this.#taken.add(path);
    if (name !== wanted) this.#changed.push([name, { type: key.type, name: key.name }]);
    return name;
  }

  /** The names that were changed, to go into the archive; null where none was. */
  list(): Uint8Array | null {
    return this.#changed.length === 0 ? null : new TextEncoder().encode(JSON.stringify(Object.fromEntries(this.#changed)));
  }
}

/** Cloud files of entries whose name an archive could not hold. */
export async function changedNames(archive: ZipArchive): Promise<ReadonlyMap<string, FileKey>> {
  const entry = archive.entry(namesEntry);
  const json = entry === null ? null : readJsonText(await archive.bytes(entry, longestNames));
  if (json?.root.kind !== 'object') return new Map();
  return new Map(
    json.root.members.flatMap(({ key: entryName, value }) => {
      const [type, name] = [stringIn(value, 'type'), stringIn(value, 'name')];
      return type === null || name === null ? [] : [[entryName, { type, name }] as const];
    }),
  );
}

function stringIn(value: JsonValue, key: string): string | null {
  const found = value.kind === 'object' ? value.members.find((member) => member.key === key)?.value : undefined;
  return found?.kind === 'scalar' && found.isString ? found.text : null;
}
