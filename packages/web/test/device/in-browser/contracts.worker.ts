import { basesContract } from '../../../../device/test/contracts/bases.contract.ts';
import { libraryContract } from '../../../../device/test/contracts/library.contract.ts';
import { runAll } from '../shims/vitest.ts';
import { TestHome } from './harness.ts';

libraryContract('IndexedDB and OPFS', async () => {
  const home = await TestHome.make();
  return {
    library: home.library,
    write: (key, content) => home.write(key, content),
    erase: (key) => home.erase(key),
    content: (key) => home.text(key),
    reopen: async () => {
      await home.restart();
      return home.library;
    },
    close: () => home.close(),
  };
});
basesContract('IndexedDB', async () => {
  const home = await TestHome.make();
  return {
    bases: home.bases,
    reopen: async () => {
      await home.restart();
      return home.bases;
    },
    close: () => home.close(),
  };
});

self.onmessage = async () => {
  await runAll((outcome) => self.postMessage(outcome));
  self.postMessage('done');
};
