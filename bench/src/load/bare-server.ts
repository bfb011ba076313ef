// The floor of aim 9: `PUT` to a file with one fdatasync, by `node:http` and nothing else. Arguments: folder, port.
import { mkdirSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';

const [folder = '.', port = '0'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const made = new Set<string>();

async function store(request: IncomingMessage): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const path = join(folder, join('/', request.url ?? ''));
  const parent = dirname(path);
  if (!made.has(parent)) await mkdir(parent, { recursive: true });
  made.add(parent);
  const file = await open(path, 'w');
  await file.writev(pieces);
  await file.datasync();
  await file.close();
}

createServer((request, response) => {
  store(request).then(
    () => response.writeHead(201, { 'content-length': '0' }).end(),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
}).listen(Number(port), '127.0.0.1');
