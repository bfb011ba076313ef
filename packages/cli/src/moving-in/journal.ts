import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { FileKey } from '@cairn/protocol';
import { stateFolder } from '@cairn/protocol';
import type { SourceDevice } from './osmand-cloud.ts';

/** How far a file has been copied: the newest version that is here, and its number in our log. */
export interface Copied {
  readonly updated: number;
  readonly seq: number;
}
interface About {
  /** This device's lasting id at the source. */
  readonly phone: string;
  /** Null until the code was right, and again when the source has forgotten this device. */
  readonly device: SourceDevice | null;
}

/**
 * What has been copied from one account of one source into one account here, so that a run that broke off goes on where it was and the
 * next one copies only what is new. One line of JSON an entry, appended and flushed; half a line at the end is what broke off.
 */
export class Journal {
  readonly #path: string;
  readonly #copied = new Map<string, Copied>();
  #about: About;

  private constructor(path: string, about: About) {
    this.#path = path;
    this.#about = about;
  }

  /** @param into account and server that the folder belongs to: a folder that moves to another account begins afresh */
  static open(root: string, source: { server: string; email: string }, into: { server: string; account: number }, phone: string): Journal {
    const folder = join(root, stateFolder, 'moving-in');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const name = [source.server, source.email.trim().toLowerCase(), into.server, into.account]
      .map(String)
      .map(encodeURIComponent)
      .join(',');
    const journal = new Journal(join(folder, `${name.slice(0, 200)}.jsonl`), { phone, device: null });
    journal.#read();
    return journal;
  }

  get about(): About {
    return this.#about;
  }
  copied(key: FileKey): Copied | null {
    return this.#copied.get(keyText(key)) ?? null;
  }

  signedIn(device: SourceDevice | null): void {
    this.#about = { ...this.#about, device };
    this.#rewrite();
  }
  /** Durable when it returns. */
  add(entries: readonly (Copied & { readonly key: FileKey })[]): void {
    if (entries.length === 0) return;
    for (const { key, updated, seq } of entries) this.#copied.set(keyText(key), { updated, seq });
    this.#write('a', entries.map(lineOf));
  }

  #read(): void {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch {
      return;
    }
    for (const line of text.split('\n').slice(0, -1)) {
      const entry = parsed(line);
      if (entry === null) continue;
      if ('phone' in entry) this.#about = entry;
      else this.#copied.set(keyText(entry.key), { updated: entry.updated, seq: entry.seq });
    }
  }

  /** Written anew, whole or not at all; what was appended many times over is one line again. */
  #rewrite(): void {
    const entries = [...this.#copied].map(([text, copied]) => lineOf({ key: keyOf(text), ...copied }));
    const path = this.#path;
    const temporary = `${path}.${process.pid}`;
    this.#write('w', [JSON.stringify(this.#about), ...entries], temporary);
    renameSync(temporary, path);
  }
  #write(flags: 'a' | 'w', lines: readonly string[], path = this.#path): void {
    const file = openSync(path, flags, 0o600);
    try {
      writeSync(file, lines.map((line) => `${line}\n`).join(''));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }
}

export function keyText({ type, name }: FileKey): string {
  return `${type}\0${name}`;
}
function keyOf(text: string): FileKey {
  const [type = '', name = ''] = text.split('\0');
  return { type, name };
}
function lineOf({ key, updated, seq }: Copied & { readonly key: FileKey }): string {
  return JSON.stringify({ type: key.type, name: key.name, updated, seq });
}

function parsed(line: string): About | (Copied & { readonly key: FileKey }) | null {
  try {
    const json = JSON.parse(line) as Readonly<Record<string, unknown>>;
    const { phone, device, type, name, updated, seq } = json;
    if (typeof phone === 'string') return { phone, device: deviceOf(device) };
    if (typeof type !== 'string' || typeof name !== 'string' || typeof updated !== 'number' || typeof seq !== 'number') return null;
    return { key: { type, name }, updated, seq };
  } catch {
    return null;
  }
}
function deviceOf(json: unknown): SourceDevice | null {
  if (typeof json !== 'object' || json === null || !('id' in json) || !('token' in json)) return null;
  const { id, token } = json;
  return typeof id === 'number' && typeof token === 'string' ? { id, token } : null;
}
