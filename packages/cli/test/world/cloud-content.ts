import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createClient } from '@cairn/protocol';
import type { Client, Version } from '@cairn/protocol';
import type { TestDevice } from './device.ts';

/** The account of a device, read through our own API. */
export function clientOf(device: TestDevice): Client {
  const session = JSON.parse(readFileSync(join(device.folder, '.cairn/session.json'), 'utf8')) as { server: string; token: string };
  return createClient({ server: session.server, token: session.token });
}

/** Every live file with its content, and its companions. */
export async function contentsOf(device: TestDevice): Promise<Record<string, string>> {
  const client = clientOf(device);
  const { changes } = await client.changes({ query: { cursor: 0 } });
  const found: Record<string, string> = {};
  for (const version of changes) {
    if (version.kind === 'content') found[`${version.type} ${version.name}`] = (await contentOf(client, version.seq)).toString();
  }
  return found;
}

/** Versions of a file, oldest first: what stands in its history, with contents. */
export async function historyOf(device: TestDevice, type: string, name: string) {
  const client = clientOf(device);
  const { versions } = await client.history({ query: { type, name } });
  const rows: { kind: Version['kind']; stamp: number; clientTime?: number; content?: string }[] = [];
  for (const { version } of versions.reverse()) {
    const { kind, stamp } = version;
    if (version.kind !== 'content') rows.push({ kind, stamp });
    else rows.push({ kind, stamp, clientTime: version.clientTime, content: (await contentOf(client, version.seq)).toString() });
  }
  return rows;
}

export async function contentOf(client: Client, seq: number): Promise<Buffer> {
  for await (const { header, body } of await client.download({ body: { versions: [seq] } })) {
    if (header.error !== undefined) throw new Error(header.error.message);
    const pieces: Uint8Array[] = [];
    if (body instanceof Uint8Array) pieces.push(body);
    else for await (const piece of body) pieces.push(piece);
    return gunzipSync(Buffer.concat(pieces));
  }
  throw new Error('nothing came');
}
