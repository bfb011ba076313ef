/** Filled in by `build/service-worker.ts`: what this build consists of, and a word that changes with it. */
declare const BUILD: { readonly version: string; readonly files: readonly string[] };

/** As much of a service worker's world as is used here; TypeScript knows it only where it knows no page. */
interface WorkerScope {
  readonly location: Location;
  readonly registration: { readonly active: object | null };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: { waitUntil(work: Promise<unknown>): void }) => void): void;
  addEventListener(
    type: 'fetch',
    listener: (event: { readonly request: Request; respondWith(answer: Promise<Response>): void }) => void,
  ): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}
const worker = globalThis as unknown as WorkerScope;

const prefix = 'cairn-shell-';
const cacheName = prefix + BUILD.version;
const shell = '/index.html';
/** First parts of addresses that are not the website's; whatever is there is never kept. As in the server's `routes/website.ts`. */
const reserved = ['api', 'userdata', 'subscription', 'mapapi', 'share', 'tiles', 'healthz', 'readyz', 'metrics', '.well-known'];
const built = new Set(BUILD.files);

// The whole shell or nothing: a file that does not come leaves the version before in its place.
worker.addEventListener('install', (event) => event.waitUntil(takeIn()));
worker.addEventListener('activate', (event) => event.waitUntil(dropOlder().then(() => worker.clients.claim())));
// A page that is open is of one version; the person says when it becomes the next one.
worker.addEventListener('message', ({ data }) => {
  if (data === 'take-over') void worker.skipWaiting();
});
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== worker.location.origin || reserved.includes(pathname.split('/')[1] ?? '')) return;
  if (request.mode === 'navigate') event.respondWith(answerPage(request));
  else if (built.has(pathname)) event.respondWith(answerFile(request, pathname));
});

async function takeIn(): Promise<void> {
  const cache = await caches.open(cacheName);
  await Promise.all(
    BUILD.files.map(async (file) => {
      // Names with a hash never change their content: one that an earlier version kept is as good.
      const kept = file.startsWith('/assets/') ? await caches.match(file) : undefined;
      const response = kept ?? (await fetch(file, { cache: file.startsWith('/assets/') ? 'default' : 'no-cache' }));
      if (!response.ok) throw new Error(`${file}: ${response.status}`);
      await cache.put(file, response);
    }),
  );
}
async function dropOlder(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith(prefix) && name !== cacheName) await caches.delete(name);
}

/** Every address of the website is the one page, of the same version as its scripts. */
async function answerPage(request: Request): Promise<Response> {
  const page = await (await caches.open(cacheName)).match(shell);
  return page ?? fetch(request);
}
/** A browser may have thrown single files away; the network has them while the version is served. */
async function answerFile(request: Request, path: string): Promise<Response> {
  const file = await (await caches.open(cacheName)).match(path);
  return file ?? fetch(request);
}

export {};
