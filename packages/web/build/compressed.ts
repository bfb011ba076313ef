import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const worthIt = /\.(js|mjs|css|html|svg|json|webmanifest|txt)$/;
const leastBytes = 1024;
const largeBytes = 1024 * 1024;

/** Writes `.br` and `.gz` beside every text file of the build, so that the server never packs one twice. */
export function compressed(): Plugin {
  let folder = '';
  return {
    name: 'cairn-compressed',
    apply: 'build',
    configResolved: (config) => {
      folder = join(config.root, config.build.outDir);
    },
    closeBundle: {
      order: 'post',
      handler: () => {
        for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
          if (!entry.isFile() || !worthIt.test(entry.name)) continue;
          const path = join(entry.parentPath, entry.name);
          const plain = readFileSync(path);
          if (plain.length < leastBytes) continue;
          // The last per cent of large data takes most of a minute.
          const quality = plain.length > largeBytes ? 7 : 10;
          writeFileSync(`${path}.br`, brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }));
          writeFileSync(`${path}.gz`, gzipSync(plain, { level: 9 }));
        }
      },
    },
  };
}
