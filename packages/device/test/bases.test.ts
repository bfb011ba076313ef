import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBases } from '../src/bases.ts';
import { openState } from '../src/state.ts';
import { basesContract } from './contracts/bases.contract.ts';

basesContract('SQLite in the folder', async () => {
  const root = mkdtempSync(join(tmpdir(), 'cairn-bases-'));
  let state = openState(root);
  return {
    bases: openBases(state),
    reopen: async () => {
      state.close();
      state = openState(root);
      return openBases(state);
    },
    close: async () => {
      state.close();
      rmSync(root, { recursive: true });
    },
  };
});
