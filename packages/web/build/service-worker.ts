import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { rolldown } from 'rolldown';
import type { Plugin } from 'vite';

/** What a website needs to start without a network; lists for programs and packed twins are left out. */
const needed = /\.(html|js|mjs|css|svg|png|webp|json|geojson|webmanifest|woff2|pbf|wasm)$/;

/** Builds `service-worker.js`, with the list of everything that was built and a version made from its contents. */
export function serviceWorker(): Plugin {
  let root = '';
  let folder = '';
  return {
    name: 'cairn-service-worker',
    apply: 'build',
    configResolved: (config) => {
      ({ root } = config);
      folder = resolve(config.root, config.build.outDir);
    },
    closeBundle: async () => {
      const files = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && needed.test(entry.name) && entry.name !== 'service-worker.js')
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
        .filter((path) => !path.startsWith('.'))
        .sort();
      const digest = createHash('sha256');
      for (const file of files) digest.update(`${file}\0`).update(readFileSync(join(folder, file)));
      const build = { version: digest.digest('base64url').slice(0, 16), files: files.map((file) => `/${file}`) };
      const bundle = await rolldown({
        input: join(root, 'src/service-worker.ts'),
        platform: 'browser',
        transform: { define: { BUILD: JSON.stringify(build) } },
        logLevel: 'warn',
      });
      const { output } = await bundle.generate({ format: 'iife', minify: true });
      await bundle.close();
      writeFileSync(join(folder, 'service-worker.js'), output[0].code);
    },
  };
}
