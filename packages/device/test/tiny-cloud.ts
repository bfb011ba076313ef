import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { readBatch, streamBatch } from '@cairn/protocol';
import type { ContentVersion, Operation, UploadHeader, Version, WriteResult } from '@cairn/protocol';

const epochs = { epoch: 1, dataEpoch: 1 };

/** The log of one account behind the real wire format, and no more: no accounts, no rules, no disk. */
export class TinyCloud {
  readonly versions: Version[] = [];
  readonly requests: string[] = [];
  readonly #bodies = new Map<number, Uint8Array>();
  readonly #listeners = new Set<ServerResponse>();
  readonly #server = createServer((request, answer) => {
    const path = (request.url ?? '').replace(/\?.*/, '');
    if (!path.endsWith('/events')) this.requests.push(path);
    this.#handle(path, request, answer).catch(() => request.socket.destroy());
  });
  address = '';

  async open(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.address = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }
  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(path: string, request: IncomingMessage, answer: ServerResponse): Promise<void> {
    switch (path) {
      case '/api/v1/changes': {
        this.#changes(Number(new URL(request.url ?? '', 'http://x').searchParams.get('cursor')), answer);
        return;
      }
      case '/api/v1/upload':
        return this.#upload(request, answer);
      case '/api/v1/download':
        return this.#download(request, answer);
      case '/api/v1/operations':
        return this.#operate(request, answer);
      case '/api/v1/events':
        answer.writeHead(200, { 'content-type': 'text/event-stream' });
        answer.write(': hello\n\n');
        this.#listeners.add(answer);
        answer.on('close', () => this.#listeners.delete(answer));
        return;
      default:
        answer.writeHead(404).end();
    }
  }

  #changes(cursor: number, answer: ServerResponse): void {
    const newest = new Map(this.versions.map((version) => [`${version.type}\0${version.name}`, version]));
    const changes = [...newest.values()].filter((version) => version.seq > cursor).sort((one, other) => one.seq - other.seq);
    this.#json(answer, { ...epochs, cursor: this.versions.length, more: false, changes });
  }

  async #upload(request: IncomingMessage, answer: ServerResponse): Promise<void> {
    const results: WriteResult[] = [];
    for await (const { header, body } of readBatch(request, { parse: (json) => json as UploadHeader, wholeBelow: Infinity })) {
      if (!(body instanceof Uint8Array)) throw new Error('bodies are whole here');
      const plain = gunzipSync(body);
      const hash = createHash('sha256').update(plain).digest('hex');
      const head = this.#head(header.type, header.name);
      if (head?.kind === 'content' && head.hash === hash) results.push({ status: 'same', version: head });
      else if ((head?.seq ?? 0) !== header.base) results.push(refused(head));
      else {
        const version = this.#append<ContentVersion>({
          ...this.#facts(header.type, header.name, head),
          kind: 'content',
          hash,
          size: plain.length,
          stored: body.length,
          clientTime: header.clientTime,
        });
        this.#bodies.set(version.seq, Buffer.from(body));
        results.push({ status: 'done', version });
      }
    }
    this.#announce();
    this.#json(answer, { results, ...epochs });
  }

  async #download(request: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { versions } = (await bodyOf(request)) as { versions: number[] };
    const items = versions.map((seq) => {
      const body = this.#bodies.get(seq) ?? new Uint8Array();
      return { header: { seq, length: body.length, version: this.versions[seq - 1] }, body };
    });
    answer.writeHead(200);
    Readable.from(streamBatch(items)).pipe(answer);
  }

  async #operate(request: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { operations } = (await bodyOf(request)) as { operations: Operation[] };
    const results = operations.map((operation): WriteResult => {
      if (operation.op !== 'delete' && operation.op !== 'rename') throw new Error(`no ${operation.op} here`);
      const { type, name } = operation;
      const head = this.#head(type, name);
      if (head === undefined || head.seq !== operation.base) return refused(head);
      if (operation.op === 'delete') {
        return { status: 'done', version: this.#append({ ...this.#facts(type, name, head), kind: 'deletion', scope: 'everywhere' }) };
      }
      if (head.kind !== 'content') return refused(head);
      const to = { type, name: operation.to };
      this.#append({ ...this.#facts(type, name, head), kind: 'moved', to });
      const version = this.#append<ContentVersion>({ ...head, ...this.#facts(type, operation.to, head) });
      this.#bodies.set(version.seq, this.#bodies.get(head.seq) ?? new Uint8Array());
      return { status: 'done', version };
    });
    this.#announce();
    this.#json(answer, { results, ...epochs });
  }

  #facts(type: string, name: string, head: Version | undefined) {
    const seq = this.versions.length + 1;
    return { seq, type, name, file: head?.file ?? seq, stamp: 1_700_000_000_000 + seq, device: 1 };
  }
  #head(type: string, name: string): Version | undefined {
    return this.versions.findLast((version) => version.type === type && version.name === name);
  }
  #append<V extends Version>(version: V): V {
    this.versions.push(version);
    return version;
  }
  #announce(): void {
    for (const listener of this.#listeners) listener.write(`data: ${JSON.stringify({ seq: this.versions.length, ...epochs })}\n\n`);
  }
  #json(answer: ServerResponse, body: unknown): void {
    answer.writeHead(200, { 'content-type': 'application/json' });
    answer.end(JSON.stringify(body));
  }
}

function refused(head: Version | undefined): WriteResult {
  return { status: 'refused', error: { code: 'base-outdated', message: 'outdated' }, ...(head === undefined ? {} : { head }) };
}
async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const piece of request) text += String(piece);
  return JSON.parse(text);
}
