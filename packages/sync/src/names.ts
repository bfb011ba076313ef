import { comparisonForm } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import type { LocalFile } from './facts.ts';
import { idOf, renamed } from './keys.ts';
import type { Id } from './keys.ts';

/** Names that were seen in the cloud and are not in NFC themselves, by their NFC form; the others find themselves. */
export class NameForms {
  readonly #others = new Map<Id, Map<Id, FileKey>>();

  add(key: FileKey): void {
    const form = comparisonForm(key.name);
    if (form === key.name) return;
    const id = idOf(renamed(key, form));
    const known = this.#others.get(id) ?? new Map<Id, FileKey>();
    known.set(idOf(key), { type: key.type, name: key.name });
    this.#others.set(id, known);
  }
  clear(): void {
    this.#others.clear();
  }
  /** Names other than this one that are equal to it in NFC and may be in the cloud. */
  equals(key: FileKey): FileKey[] {
    const form = comparisonForm(key.name);
    const found = [...(this.#others.get(idOf(renamed(key, form)))?.values() ?? [])];
    return [renamed(key, form), ...found].filter((other) => other.name !== key.name);
  }
}

/**
 * Gives local files the cloud's spelling: an exact match first; else exactly one candidate equal in NFC is the same file;
 * two such are two files (sync.md, "Names on a device"). `isHere`: whether an exact file of that name is on the device.
 */
export function spellAsCloud(
  files: readonly LocalFile[],
  forms: NameForms,
  isLive: (id: Id) => boolean,
  isHere: (id: Id) => boolean,
): LocalFile[] {
  const claims = new Map<Id, number>();
  const spelled = files.map((file) => {
    const wanted = isLive(idOf(file.key)) ? undefined : onlyCandidate(file.key, forms, isLive, isHere);
    if (wanted !== undefined) claims.set(idOf(wanted), (claims.get(idOf(wanted)) ?? 0) + 1);
    return { file, wanted };
  });
  return spelled.map(({ file, wanted }) => {
    return wanted !== undefined && claims.get(idOf(wanted)) === 1 ? { ...file, key: wanted } : file;
  });
}

function onlyCandidate(key: FileKey, forms: NameForms, isLive: (id: Id) => boolean, isHere: (id: Id) => boolean): FileKey | undefined {
  const candidates = forms.equals(key).filter((other) => isLive(idOf(other)));
  const [only] = candidates;
  return only !== undefined && candidates.length === 1 && !isHere(idOf(only)) ? only : undefined;
}
