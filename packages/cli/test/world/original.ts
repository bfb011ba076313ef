import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';

/** What comes instead of a content that is there. */
export type Trouble = 'missing' | 'store-down' | 'truncated' | 'empty' | 'other-size' | 'two-members' | 'plain' | 'flaky';

interface Row {
  readonly id: number;
  readonly type: string;
  readonly name: string;
  readonly updated: number;
  readonly clientTime: number | null;
  readonly size: number;
  readonly blob: Buffer | null;
  readonly trouble: Trouble | null;
}

/**
 * A small imitation of OsmAnd's own server as `device-api.md` describes it, quirks included: errors of three shapes, an empty 200 for a
 * wrong token or name, Gson's escapes and dates, gzip by the word `gzip` in the request, `$0D`, maps as links that stream real maps.
 * It notes every request, so that a test can say what a client never asked.
 */
export class Original {
  readonly requests: string[] = [];
  /** Codes that were mailed, newest last. */
  readonly codes: string[] = [];
  url = '';
  /** Contents after which the connection breaks; null = never. */
  breakAfter: number | null = null;
  readonly #server: Server;
  readonly #rows: Row[] = [];
  readonly #tokens = new Map<string, string>();
  readonly #seen = new Set<number>();
  #code: string | null = null;
  #served = 0;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }
  static async start(): Promise<Original> {
    const original = new Original();
    await new Promise<void>((resolve) => original.#server.listen(0, '127.0.0.1', resolve));
    original.url = `http://127.0.0.1:${(original.#server.address() as AddressInfo).port}`;
    return original;
  }
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  put(type: string, name: string, content: string | Uint8Array, updated: number, options: { clientTime?: number; trouble?: Trouble } = {}) {
    const plain = Buffer.from(content);
    const { clientTime = null, trouble = null } = options;
    this.#rows.push({ id: this.#nextId(), type, name, updated, clientTime, size: plain.length, blob: gzipSync(plain), trouble });
  }
  /** A map of the catalogue: a stub in the store, the size of the real one in the listing. */
  putMap(name: string, size: number, updated: number): void {
    const blob = gzipSync(JSON.stringify({ type: 'link', name }));
    this.#rows.push({ id: this.#nextId(), type: 'FILE', name, updated, clientTime: updated, size, blob, trouble: null });
  }
  delete(type: string, name: string, updated: number): void {
    this.#rows.push({ id: this.#nextId(), type, name, updated, clientTime: null, size: -1, blob: null, trouble: null });
  }
  /** All that could change: to see that a client only reads. */
  fingerprint(): string {
    const facts = this.#rows.map(({ blob, ...row }) => ({ ...row, blob: blob?.toString('base64') }));
    return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
  }
  /** Forgets every device, as when a person signs it out. */
  forgetDevices(): void {
    this.#tokens.clear();
  }

  #nextId(): number {
    return 700_000 + this.#rows.length;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://x');
    this.requests.push(`${request.method} ${url.pathname}`);
    const body = await textOf(request);
    const params = new URLSearchParams(url.search);
    if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true) {
      for (const [key, value] of new URLSearchParams(body)) params.append(key, value);
    }
    switch (`${request.method} ${url.pathname}`) {
      case 'POST /userdata/user-register':
        this.#register(params, response);
        return;
      case 'POST /userdata/device-register':
        this.#registerDevice(params, response);
        return;
      case 'GET /userdata/list-files':
        this.#list(params, request, response);
        return;
      case 'GET /userdata/download-file':
        this.#download(params, request, response);
        return;
      default:
        response.writeHead(404, { 'content-type': 'text/html' }).end('<html><body>Not Found</body></html>');
    }
  }

  #register(params: URLSearchParams, response: ServerResponse): void {
    const email = params.get('email');
    if (email === null) return framework(response, 400, '/userdata/user-register');
    if (!email.includes('@')) return refused(response, 101, 'email is not valid to be registered');
    if (params.get('login') !== 'true') return refused(response, 111, 'user was already registered with such email');
    this.#code = String(1000 + this.codes.length);
    this.codes.push(this.#code);
    ok(response, { status: 'ok' });
  }
  #registerDevice(params: URLSearchParams, response: ServerResponse): void {
    if (this.#code === null || params.get('token') !== this.#code) return refused(response, 104, 'token is not valid or expired (24h)');
    this.#code = null;
    const token = randomUUID();
    this.#tokens.set('90417', token);
    const { deviceid, lang, brand, model } = Object.fromEntries(params);
    ok(response, { id: 90417, userid: 3321, deviceid, accesstoken: token, lang, brand, model, udpatetime: date(1_793_721_906_000) });
  }
  #isKnown(params: URLSearchParams): boolean {
    const token = this.#tokens.get(params.get('deviceid') ?? '');
    return token !== undefined && token === params.get('accessToken');
  }

  #list(params: URLSearchParams, request: IncomingMessage, response: ServerResponse): void {
    if (!this.#isKnown(params)) return refused(response, 105, 'provided deviceid or token is not valid');
    const all = [...this.#rows].sort((one, other) => other.updated - one.updated).map(listed);
    const seen = new Set<string>();
    const unique = all.filter((row) => {
      const first = !seen.has(`${row.type}/${row.name}`);
      seen.add(`${row.type}/${row.name}`);
      return first && row.filesize >= 0;
    });
    const json = {
      ...{ totalZipSize: 1, totalFileSize: 1, totalFiles: unique.length, totalFileVersions: all.length },
      ...(params.get('allVersions') === 'true' ? { allFiles: all } : {}),
      ...{ uniqueFiles: unique, userid: 3321, maximumAccountSize: 3145728000 },
    };
    const text = Buffer.from(gson(json));
    const packs = text.length > 4096 && String(request.headers['accept-encoding']).includes('gzip');
    response.writeHead(200, packs ? { 'content-encoding': 'gzip' } : {}).end(packs ? gzipSync(text) : text);
  }

  #download(params: URLSearchParams, request: IncomingMessage, response: ServerResponse): void {
    const name = params.get('name')?.replaceAll('$0D', '\r').replaceAll('$0A', '\n');
    const row = this.#rows.find(
      (one) => one.type === params.get('type') && one.name === name && String(one.updated) === params.get('updatetime'),
    );
    // A wrong token and an unknown file are answered alike: with success, and nothing.
    if (!this.#isKnown(params) || row === undefined) return void response.writeHead(200).end();
    if (row.blob === null || row.trouble === 'missing') return refused(response, 106, 'file is not available');
    if (row.trouble === 'store-down') return framework(response, 500, '/userdata/download-file');
    if (row.trouble === 'empty') return void response.writeHead(200).end();
    if (this.breakAfter !== null && this.#served >= this.breakAfter) return void request.socket.destroy();
    this.#served += 1;
    const plain = isMapName(row.name) ? Buffer.alloc(row.size) : gunzipSync(row.blob);
    const headers = {
      'content-disposition': `attachment; filename=${encodeURIComponent(row.name)}`,
      'content-type': 'application',
    };
    if (row.trouble === 'plain') return void response.writeHead(200, headers).end(plain);
    const packed = this.#bodyOf(row, plain);
    if (row.trouble === 'flaky' && !this.#seen.has(row.id)) {
      this.#seen.add(row.id);
      response.writeHead(200, { ...headers, 'content-encoding': 'gzip', 'content-length': packed.length });
      response.write(packed.subarray(0, packed.length >> 1), () => request.socket.destroy());
      return;
    }
    const asked = String(request.headers['accept-encoding']).includes('gzip');
    response.writeHead(200, asked ? { ...headers, 'content-encoding': 'gzip' } : headers).end(asked ? packed : plain);
  }
  #bodyOf(row: Row, plain: Buffer): Buffer {
    if (row.trouble === 'truncated') return gzipSync(plain).subarray(0, -12);
    if (row.trouble === 'other-size') return gzipSync(Buffer.concat([plain, Buffer.from('!')]));
    if (row.trouble !== 'two-members') return row.blob ?? gzipSync(plain);
    const half = plain.length >> 1;
    return Buffer.concat([gzipSync(plain.subarray(0, half)), gzipSync(plain.subarray(half))]);
  }
}

function listed(row: Row) {
  const shown = row.name.replaceAll('\r', '$0D').replaceAll('\n', '$0A');
  return {
    ...{ userid: 3321, id: row.id, deviceid: 1, filesize: row.size, type: row.type, name: shown },
    ...{ updatetime: date(row.updated), updatetimems: row.updated },
    ...(row.clientTime === null ? {} : { clienttime: date(row.clientTime) }),
    ...{ clienttimems: row.clientTime ?? 0, zipSize: row.blob?.length ?? -1 },
    ...(row.blob === null ? {} : { storage: 'local' }),
  };
}

function isMapName(name: string): boolean {
  return /\.(obf|sqlitedb|tif)$/.test(name);
}
/** Escapes as Gson does by default. */
function gson(json: object): string {
  return JSON.stringify(json).replace(/[<>&='\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
function date(millis: number): string {
  return new Date(millis).toLocaleString('en-US', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });
}
function ok(response: ServerResponse, json: object): void {
  response.writeHead(200, { 'content-type': 'text/plain;charset=UTF-8' }).end(gson(json));
}
function refused(response: ServerResponse, errorCode: number, message: string): void {
  response.writeHead(400).end(gson({ error: { errorCode, message } }));
}
/** The web framework's own error: `error` is a string there. */
function framework(response: ServerResponse, status: number, path: string): void {
  const error = status === 400 ? 'Bad Request' : 'Internal Server Error';
  response.writeHead(status, { 'content-type': 'application/json' }).end(gson({ timestamp: 1, status, error, path }));
}
async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}
