import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Client } from '@cairn/protocol';
import { createClient } from '@cairn/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contentOf, gzipped, hashOf } from '../src/content.ts';
import { mailedCode, outboxOf } from '../src/person.ts';
import { ServerProcess } from '../src/server-process.ts';

let data: string;
let server: ServerProcess;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'cairn-journey-'));
  server = await ServerProcess.start({ data });
});
afterAll(async () => {
  await server.end('SIGTERM');
  await rm(data, { recursive: true, force: true });
});

const address = 'ana@example.org';
const name = 'walks/Zürich – día 1.gpx';

async function register(device: string): Promise<{ client: Client; device: number }> {
  const visitor = createClient({ server: server.url });
  const before = await outboxOf(data);
  await visitor.requestCode({ body: { address } });
  const code = await mailedCode(data, address, before);
  const answer = await visitor.registerDevice({ body: { address, code, device: { name: device } } });
  return { client: createClient({ server: server.url, token: answer.token }), device: answer.device };
}
async function put(client: Client, plain: Uint8Array, base: number) {
  const body = gzipped(plain);
  const header = { type: 'GPX', name, base, clientTime: 1_700_000_000_000, length: body.length, hash: hashOf(plain) };
  const { results } = await client.upload({ items: [{ header, body }] });
  const [result] = results;
  if (result === undefined) throw new Error('no result');
  return result;
}
async function act(client: Client, operation: Parameters<Client['operate']>[0]['body']['operations'][number]) {
  const { results } = await client.operate({ body: { operations: [operation] } });
  const [result] = results;
  if (result?.status !== 'done') throw new Error(JSON.stringify(result));
  return result.version;
}

test('the typed client alone carries another author through a whole journey', { timeout: 60_000 }, async () => {
  expect((await createClient({ server: server.url }).server()).name).toBe('cairn');
  const phone = await register('phone');
  expect((await phone.client.account()).address).toBe(address);
  expect(await phone.client.changes({ query: { cursor: 0 } })).toMatchObject({ changes: [], more: false });

  const laptop = await register('laptop');
  const listening = new AbortController();
  const events = (await laptop.client.events({ signal: listening.signal }))[Symbol.asyncIterator]();

  // The phone uploads, the laptop hears of it and fetches it.
  const plain = contentOf('a walk', 4000);
  const stored = await put(phone.client, plain, 0);
  if (stored.status !== 'done') throw new Error('not stored');
  for (let seq = -1; seq < stored.version.seq;) {
    const event = await events.next();
    if (event.done === true) throw new Error('the events ended');
    seq = event.value.seq;
  }
  listening.abort();
  const news = await laptop.client.changes({ query: { cursor: 0 } });
  expect(news.changes).toMatchObject([{ kind: 'content', name, hash: hashOf(plain), clientTime: 1_700_000_000_000 }]);
  for await (const item of await laptop.client.download({ body: { versions: [stored.version.seq] } })) {
    if (!(item.body instanceof Uint8Array)) throw new Error('small content comes whole');
    expect(hashOf(gunzipSync(item.body))).toBe(hashOf(plain));
  }

  // A repeated upload makes no second version; a write against an old base is refused.
  expect(await put(phone.client, plain, 0)).toMatchObject({ status: 'same' });
  const edited = contentOf('a longer walk', 6000);
  const edit = await put(laptop.client, edited, stored.version.seq);
  if (edit.status !== 'done') throw new Error('not stored');
  expect(await put(phone.client, contentOf('a late edit', 100), stored.version.seq)).toMatchObject({
    status: 'refused',
    error: { code: 'base-outdated' },
    head: { seq: edit.version.seq },
  });

  // Rename, history, delete, trash, restore.
  const moved = await act(phone.client, { op: 'rename', type: 'GPX', name, to: 'walks/day one.gpx', base: edit.version.seq });
  const { versions } = await phone.client.history({ query: { type: 'GPX', name: 'walks/day one.gpx' } });
  expect(versions.length).toBeGreaterThanOrEqual(2);
  await act(phone.client, { op: 'delete', type: 'GPX', name: 'walks/day one.gpx', base: moved.seq, scope: 'everywhere' });
  const { items } = await phone.client.trash({ query: {} });
  expect(items).toMatchObject([{ deletion: { name: 'walks/day one.gpx' }, content: { hash: hashOf(edited) } }]);
  await act(phone.client, { op: 'restore', seq: items[0]?.content.seq ?? 0 });
  expect((await phone.client.list({ query: {} })).files).toMatchObject([{ name: 'walks/day one.gpx' }]);
  expect((await phone.client.storage()).files).toBe(1);

  // Signed out from the laptop, the phone's next request is refused.
  await laptop.client.signOutDevice({ params: { id: phone.device } });
  await expect(phone.client.account()).rejects.toMatchObject({ code: 'not-signed-in', status: 401 });
});
