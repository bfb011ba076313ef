import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';
import { compressed } from './build/compressed.ts';
import { ownLocales } from './build/own-locales.ts';
import { serviceWorker } from './build/service-worker.ts';

/** The website as static files in `dist/`; our own packages come from their sources, so nothing stale is ever bundled. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), ownLocales(), serviceWorker(), compressed()],
  resolve: { conditions: ['cairn-source', ...defaultClientConditions] },
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    // The polyfill would add inline work that today's browsers do not need.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    manifest: true,
  },
});
