import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { libraryContract } from './contracts/library.contract.ts';
import { testFolder } from './folders.ts';

libraryContract('a folder on a disk', async () => {
  const folder = await testFolder();
  return {
    library: folder.library,
    write: async (key, content) => folder.write(folder.path(key), content),
    erase: async (key) => rmSync(join(folder.root, folder.path(key))),
    content: async (key) => folder.read(folder.path(key)),
    reopen: () => folder.reopen(),
    close: () => folder.close(),
  };
});
