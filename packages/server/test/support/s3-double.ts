import { createHash, hash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a call may meet. `after`: it is carried out, and the answer is lost; `before`: it never arrives. */
export type S3Trouble =
  | 'error 500'
  | 'slow down'
  | 'reset before'
  | 'reset after'
  | 'silent before'
  | 'silent after'
  | 'error after'
  | 'half an answer'
  | 'part lost'
  | 'bits flipped'
  | 'stale listing'
  | 'no space';

interface StoredObject {
  readonly bytes: Buffer;
  readonly etag: string;
  readonly made: number;
}
interface Upload {
  readonly key: string;
  readonly begun: number;
  readonly parts: Map<number, Buffer>;
}
interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

/** An object store behind a real HTTP server, as strict with checksums as the real ones, that breaks where it is told to. */
export class S3Double {
  readonly objects = new Map<string, StoredObject>();
  readonly uploads = new Map<string, Upload>();
  /** What was asked so far: the operation of each call. */
  readonly calls: string[] = [];
  /** Decides what each call meets. */
  trouble: (call: number, operation: string) => S3Trouble | null = () => null;
  /** Its entity tags say nothing about the bytes, as with stores that encrypt. */
  opaque = false;
  /** A page has at most so many items, whatever was asked for. */
  now = Date.now;
  readonly #server: Server;
  #stale: string[] = [];

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }
  static async start(): Promise<S3Double> {
    const double = new S3Double();
    await new Promise<void>((resolve) => double.#server.listen(0, '127.0.0.1', resolve));
    return double;
  }
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const url = new URL(request.url ?? '', 'http://x');
      const operation = operationOf(request.method ?? '', url);
      this.calls.push(operation);
      const trouble = this.trouble(this.calls.length, operation);
      this.#meet(trouble, { request, response, url, operation, body: Buffer.concat(parts) });
    } catch {
      // The other side went away while it sent.
      response.destroy();
    }
  }

  #meet(trouble: S3Trouble | null, call: Call): void {
    const { response } = call;
    if (trouble === 'reset before') return void response.socket?.resetAndDestroy();
    if (trouble === 'silent before') return;
    if (trouble === 'error 500') return send(response, fault(500, 'InternalError'));
    if (trouble === 'slow down') return send(response, fault(503, 'SlowDown'));
    if (trouble === 'no space') return send(response, fault(507, 'InsufficientStorage'));
    const listedBefore = [...this.objects.keys()];
    const answer = this.#answer(call, trouble);
    if (trouble === 'stale listing') this.#stale = listedBefore;
    if (trouble === 'reset after') return void response.socket?.resetAndDestroy();
    if (trouble === 'silent after') return;
    if (trouble === 'error after') return send(response, fault(500, 'InternalError'));
    if (trouble === 'half an answer') return sendHalf(response, answer);
    send(response, answer);
  }

  #answer({ request, url, operation, body }: Call, trouble: S3Trouble | null): Answer {
    if (request.headers.authorization === undefined && !url.searchParams.has('X-Amz-Signature')) return fault(403, 'AccessDenied');
    const key = decodeURIComponent(url.pathname.split('/').slice(2).join('/'));
    const upload = url.searchParams.get('uploadId') ?? '';
    const number = Number(url.searchParams.get('partNumber'));
    const bytes = trouble === 'bits flipped' ? flipped(body) : body;
    const bad = badSum(request, body);
    switch (operation) {
      case 'look':
        return { status: 200 };
      case 'put':
        if (bad) return fault(400, 'BadDigest');
        return this.#keep(key, bytes, this.#etag(bytes));
      case 'get':
      case 'head':
        return this.#read(request, key);
      case 'remove':
        this.objects.delete(key);
        return { status: 204 };
      case 'list':
        return this.#list(url.searchParams, trouble);
      case 'begin': {
        const id = randomBytes(8).toString('hex');
        this.uploads.set(id, { key, begun: this.now(), parts: new Map() });
        return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
      }
      case 'part': {
        const found = this.uploads.get(upload);
        if (found === undefined) return fault(404, 'NoSuchUpload');
        if (bad) return fault(400, 'BadDigest');
        if (trouble !== 'part lost') found.parts.set(number, bytes);
        return { status: 200, headers: { etag: `"${this.#etag(trouble === 'part lost' ? body : bytes)}"` } };
      }
      case 'complete':
        return this.#complete(upload, body.toString());
      case 'abort':
        return this.uploads.delete(upload) ? { status: 204 } : fault(404, 'NoSuchUpload');
      case 'uploads':
        return this.#listUploads(url.searchParams);
      case 'parts': {
        const found = this.uploads.get(upload);
        if (found === undefined) return fault(404, 'NoSuchUpload');
        const time = new Date(found.begun).toISOString();
        const rows = [...found.parts.keys()].map(
          (part) => `<Part><PartNumber>${part}</PartNumber><LastModified>${time}</LastModified></Part>`,
        );
        return xml(`<ListPartsResult><IsTruncated>false</IsTruncated>${rows.join('')}</ListPartsResult>`);
      }
      default:
        return fault(501, 'NotImplemented');
    }
  }

  #etag(bytes: Buffer): string {
    return this.opaque ? randomBytes(16).toString('hex') : hash('md5', bytes);
  }
  #keep(key: string, bytes: Buffer, etag: string): Answer {
    this.objects.set(key, { bytes, etag, made: this.now() });
    return { status: 200, headers: { etag: `"${etag}"` } };
  }
  #complete(id: string, body: string): Answer {
    const upload = this.uploads.get(id);
    if (upload === undefined) return fault(404, 'NoSuchUpload');
    // A part that was lost is passed over in silence: the worst that a store can do.
    const numbers = [...body.matchAll(/<PartNumber>(\d+)</g)].map(([, number]) => Number(number)).sort((a, b) => a - b);
    const parts = numbers.flatMap((number) => upload.parts.get(number) ?? []);
    const sum = createHash('md5');
    for (const part of parts) sum.update(createHash('md5').update(part).digest());
    const etag = this.opaque ? randomBytes(16).toString('hex') : `${sum.digest('hex')}-${parts.length}`;
    this.#keep(upload.key, Buffer.concat(parts), etag);
    this.uploads.delete(id);
    return xml(`<CompleteMultipartUploadResult><ETag>"${etag}"</ETag></CompleteMultipartUploadResult>`);
  }
  #read(request: IncomingMessage, key: string): Answer {
    const found = this.objects.get(key);
    if (found === undefined) return fault(404, 'NoSuchKey');
    const match = request.headers['if-match'];
    if (match !== undefined && match !== `"${found.etag}"`) return fault(412, 'PreconditionFailed');
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (start > 0 && start >= found.bytes.length) return fault(416, 'InvalidRange');
    const headers = { etag: `"${found.etag}"`, 'last-modified': new Date(found.made).toUTCString() };
    const body = found.bytes.subarray(start);
    const length = { 'content-length': String(body.length) };
    if (request.method === 'HEAD') return { status: 200, headers: { ...headers, ...length } };
    return { status: start > 0 ? 206 : 200, headers: { ...headers, ...length }, body };
  }
  #list(query: URLSearchParams, trouble: S3Trouble | null): Answer {
    const prefix = query.get('prefix') ?? '';
    const after = query.get('start-after') ?? '';
    const limit = Number(query.get('max-keys') ?? 1000);
    const names = trouble === 'stale listing' ? this.#stale : [...this.objects.keys()];
    const found = names.filter((key) => key.startsWith(prefix) && key > after).sort();
    const time = (key: string) => new Date(this.objects.get(key)?.made ?? 0).toISOString();
    const rows = found.slice(0, limit).map((key) => `<Contents><Key>${key}</Key><LastModified>${time(key)}</LastModified></Contents>`);
    return xml(`<ListBucketResult><IsTruncated>${found.length > limit}</IsTruncated>${rows.join('')}</ListBucketResult>`);
  }
  #listUploads(query: URLSearchParams): Answer {
    const prefix = query.get('prefix') ?? '';
    const mark = `${query.get('key-marker') ?? ''}\n${query.get('upload-id-marker') ?? ''}`;
    const limit = Number(query.get('max-uploads') ?? 1000);
    const found = [...this.uploads]
      .filter(([id, { key }]) => key.startsWith(prefix) && `${key}\n${id}` > mark)
      .sort(([a, one], [b, other]) => (`${one.key}\n${a}` < `${other.key}\n${b}` ? -1 : 1));
    const rows = found
      .slice(0, limit)
      .map(
        ([id, { key, begun }]) =>
          `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${new Date(begun).toISOString()}</Initiated></Upload>`,
      );
    return xml(
      `<ListMultipartUploadsResult><IsTruncated>${found.length > limit}</IsTruncated>${rows.join('')}</ListMultipartUploadsResult>`,
    );
  }
}

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly operation: string;
  readonly body: Buffer;
}

function operationOf(method: string, url: URL): string {
  const query = url.searchParams;
  const inBucket = url.pathname.split('/').slice(2).join('/') !== '';
  if (!inBucket) return method === 'HEAD' ? 'look' : query.has('uploads') ? 'uploads' : 'list';
  if (query.has('uploads')) return 'begin';
  if (query.has('uploadId'))
    return ({ PUT: 'part', POST: 'complete', DELETE: 'abort', GET: 'parts' } as Record<string, string>)[method] ?? '?';
  return ({ PUT: 'put', GET: 'get', HEAD: 'head', DELETE: 'remove' } as Record<string, string>)[method] ?? '?';
}
function badSum(request: IncomingMessage, body: Buffer): boolean {
  const md5 = request.headers['content-md5'];
  const sha256 = request.headers['x-amz-checksum-sha256'];
  if (md5 !== undefined && md5 !== hash('md5', body, 'base64')) return true;
  return sha256 !== undefined && sha256 !== hash('sha256', body, 'base64');
}
function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  if (copy.length > 0) copy[copy.length >> 1] = (copy[copy.length >> 1] ?? 0) ^ 1;
  return copy;
}
function fault(status: number, code: string): Answer {
  return { ...xml(`<Error><Code>${code}</Code><Message>planted</Message></Error>`), status };
}
function xml(text: string): Answer {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: `<?xml version="1.0" encoding="UTF-8"?>${text}` };
}
function send(response: ServerResponse, { status, headers = {}, body = '' }: Answer): void {
  if (!response.writable) return;
  response.writeHead(status, headers);
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
function sendHalf(response: ServerResponse, { status, headers = {}, body = '' }: Answer): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, 'content-length': String(bytes.length + (bytes.length === 0 ? 10 : 0)) });
  response.write(bytes.subarray(0, bytes.length >> 1), () => response.socket?.destroy());
}
