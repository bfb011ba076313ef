import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Website, WebsiteFile } from '../ports/website.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.json': 'application/json; charset=utf-8',
  '.geojson': 'application/geo+json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
  '.pbf': 'application/x-protobuf',
  '.wasm': 'application/wasm',
};
/** Names of our own build only: no empty, hidden or climbing parts, nothing that needs decoding. */
const plain = /^(?:\/[\w-][\w.-]*)+$/;
const packed = { br: '.br', gzip: '.gz' } as const;
/** Files of the build up to this size are kept in memory; together they are a few megabytes. */
const keptBytes = 4 * 1024 * 1024;

/**
 * The website in a folder, read as it is asked for: a build made while the server runs is served at once. What was not built is
 * absent, file by file.
 */
export function websiteIn(folder: string): Website {
  const kept = new Map<string, { readonly seen: string; readonly file: WebsiteFile }>();
  return {
    async file(path, accepted) {
      const type = types[extname(path)];
      if (type === undefined || !plain.test(path)) return null;
      const facts = await factsOf(join(folder, path));
      if (facts === null) return null;
      const forms = await Promise.all(
        (['br', 'gzip'] as const).map(async (encoding) =>
          (await factsOf(join(folder, path + packed[encoding]))) === null ? null : encoding,
        ),
      );
      const encoding = forms.find((form) => form !== null && takes(accepted, form)) ?? null;
      const key = `${path} ${encoding ?? ''}`;
      const known = kept.get(key);
      if (known?.seen === facts) return known.file;
      const bytes = await readFile(join(folder, encoding === null ? path : path + packed[encoding]));
      const file = {
        ...{ bytes, type, encoding },
        varies: forms.some((form) => form !== null),
        tag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
        immutable: /^\/assets\/.+-[\w-]{8}\.\w+$/.test(path),
      };
      if (bytes.length <= keptBytes) kept.set(key, { seen: facts, file });
      return file;
    },
  };
}

/** Size and time of a file, as one word; null when there is none. */
async function factsOf(path: string): Promise<string | null> {
  const facts = await stat(path).catch(() => null);
  return facts?.isFile() === true ? `${facts.size} ${facts.mtimeMs}` : null;
}

/** Whether `Accept-Encoding` names the coding with a weight above 0 (RFC 9110, 12.5.3). */
function takes(accepted: string, coding: string): boolean {
  return accepted
    .toLowerCase()
    .split(',')
    .some((part) => {
      const [name, weight] = part.split(';');
      return name?.trim() === coding && Number(/q=([\d.]+)/.exec(weight ?? '')?.[1] ?? '1') > 0;
    });
}
