import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { placementOf } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import { openFolderLibrary } from '../src/folder.ts';
import type { FolderLibrary, FolderOptions } from '../src/folder.ts';
import { openState } from '../src/state.ts';
import type { State } from '../src/state.ts';

/** A real folder with its library, thrown away at the end. */
export interface TestFolder {
  readonly root: string;
  readonly library: FolderLibrary;
  readonly state: State;
  /** Writes below the folder as another program would. */
  write(path: string, content: string | Uint8Array): void;
  read(path: string): string | null;
  path(key: FileKey): string;
  reopen(options?: Partial<FolderOptions>): Promise<FolderLibrary>;
  close(): Promise<void>;
}

export async function testFolder(options: Partial<FolderOptions> = {}, home = tmpdir()): Promise<TestFolder> {
  const root = mkdtempSync(join(home, 'cairn-folder-'));
  const opened: { library: FolderLibrary; state: State }[] = [];
  const open = (more: Partial<FolderOptions>): { library: FolderLibrary; state: State } => {
    const state = openState(root);
    const one = { state, library: openFolderLibrary({ root, state, threads: 1, ...options, ...more }) };
    opened.push(one);
    return one;
  };
  const closeAll = async (): Promise<void> => {
    for (const { library, state } of opened.splice(0)) {
      await library.close();
      state.close();
    }
  };
  const { library, state } = open({});
  return {
    root,
    library,
    state,
    write: (path, content) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    },
    read: (path) => {
      try {
        return readFileSync(join(root, path), 'utf8');
      } catch {
        return null;
      }
    },
    path: (key) => {
      const placement = placementOf(key);
      if (placement.kind === 'impossible') throw new Error(placement.reason);
      return placement.segments.join('/');
    },
    reopen: async (more = {}) => {
      await closeAll();
      return open(more).library;
    },
    close: async () => {
      await closeAll();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
