import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';
import { deviceApi } from '@cairn/protocol/schemas';
import type { z } from 'zod';

export type Platform = 'android' | 'ios';
export const platforms: readonly Platform[] = ['android', 'ios'];
export type Params = Readonly<Record<string, string | number | undefined>>;
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Bytes as they came. */
  readonly raw: Buffer;
  /** As text, after what the platform unpacks by itself. */
  readonly text: string;
}
export type Listing = z.infer<typeof deviceApi.ListAnswer> & { allFiles: Row[] };
export type Row = deviceApi.ListRow;
export type Uploaded = z.infer<typeof deviceApi.UploadAnswer>;
/** Types that iOS asks for: FILE stands several times (device-api 1.12). */
export const iosTypes = 'PROFILE,GLOBAL,QUICK_ACTIONS,FAVOURITES,GPX,FILE,OSM_NOTES,FILE,FILE,SEARCH_HISTORY,FILE';

const boundary = 'CowMooCowMooCowCowCow';
const pieceBytes = 32 * 1024;

/**
 * What travels between OsmAnd's two apps and their cloud, byte for byte as device-api.md sections 1.0 to 1.14 describe it: Android speaks
 * Java's form encoding and always unpacks a download, iOS percent encoding, and looks at no status of a download.
 */
export class Phone {
  readonly port: number;
  readonly platform: Platform;
  /** The phone's own id. */
  readonly phoneId: string;
  deviceid = 0;
  userid = 0;
  token = '';

  constructor(port: number, platform: Platform, phoneId = `phone of ${platform}`) {
    this.port = port;
    this.platform = platform;
    this.phoneId = phoneId;
  }

  get auth(): Params {
    return { deviceid: this.deviceid, accessToken: this.token };
  }

  get(path: string, params: Params = {}, headers: Readonly<Record<string, string>> = { 'accept-encoding': 'gzip' }): Promise<Reply> {
    return this.#send('GET', this.#address(path, params), headers);
  }
  form(path: string, params: Params): Promise<Reply> {
    const body = Buffer.from(this.encoded(params));
    const headers = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8', 'content-length': String(body.length) };
    return this.#send('POST', this.#address(path, {}), { 'accept-encoding': 'gzip', ...headers }, [body]);
  }
  json(path: string, params: Params, body: unknown): Promise<Reply> {
    const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const headers = { 'content-type': 'application/json', 'content-length': String(bytes.length) };
    return this.#send('POST', this.#address(path, params), { 'accept-encoding': 'gzip', ...headers }, [bytes]);
  }

  registerUser(email: string, login: boolean | undefined, more: Params = {}): Promise<Reply> {
    return this.form('user-register', { email, login: login === undefined ? undefined : String(login), deviceid: this.phoneId, ...more });
  }
  async registerDevice(email: string, token: string, more: Params = {}): Promise<Reply> {
    const own =
      this.platform === 'android'
        ? { email, token, deviceid: this.phoneId, brand: 'Google', model: 'Google Pixel 8', lang: 'en' }
        : { email, token, deviceid: this.phoneId, lang: 'en', brand: 'Apple', model: 'iPhone15,2' };
    const reply = await this.form('device-register', { ...own, ...more });
    if (reply.status !== 200) return reply;
    const answer = deviceApi.DeviceAnswer.parse(JSON.parse(reply.text));
    this.deviceid = answer.id;
    this.userid = answer.userid;
    this.token = answer.accesstoken;
    return reply;
  }

  /** One file; all parameters in the query, one part, chunked from Android. `part` is sent instead of the packed content. */
  upload(
    file: { name: string; type?: string; content?: string | Uint8Array; clienttime?: string | number | null; part?: Uint8Array },
    params: Params = this.auth,
  ): Promise<Reply> {
    const { name, type = 'GPX', clienttime = 1_762_185_600_000 } = file;
    const part = file.part ?? gzipSync(file.content ?? '', { level: this.platform === 'android' ? 6 : 9 });
    const fileName = this.platform === 'android' ? `${name}.gz` : name;
    const head =
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${fileName}"\r\n` +
      'Content-Type: application/octet-stream\r\n\r\n';
    const body = Buffer.concat([Buffer.from(head), part, Buffer.from(`\r\n--${boundary}--\r\n`)]);
    const address = this.#address('upload-file', { ...params, name, type, clienttime: clienttime ?? undefined });
    return this.#send('POST', address, this.#uploadHeaders(body.length), pieces(body));
  }
  #uploadHeaders(length: number): Record<string, string> {
    return {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'user-agent': this.platform === 'android' ? 'OsmAnd' : 'OsmAndiOS',
      'accept-encoding': 'deflate, gzip',
      ...(this.platform === 'android' ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(length) }),
    };
  }
  async uploaded(...args: Parameters<Phone['upload']>): Promise<Uploaded> {
    const reply = await this.upload(...args);
    if (reply.status !== 200) throw new Error(`not taken: ${reply.text}`);
    return deviceApi.UploadAnswer.parse(JSON.parse(reply.text));
  }

  async list(params: Params = {}): Promise<Listing> {
    const types = this.platform === 'ios' ? { type: iosTypes } : {};
    const reply = await this.get('list-files', { ...this.auth, allVersions: 'true', ...types, ...params });
    if (reply.status !== 200) throw new Error(`no listing: ${reply.text}`);
    const listing = deviceApi.ListAnswer.parse(JSON.parse(reply.text));
    return { ...listing, allFiles: listing.allFiles ?? [] };
  }

  download(name: string, type: string, updatetime?: number, headers?: Readonly<Record<string, string>>): Promise<Reply> {
    const asked = headers ?? { 'accept-encoding': this.platform === 'android' ? 'deflate, gzip' : 'gzip' };
    return this.get('download-file', { ...this.auth, name, type, updatetime }, asked);
  }
  /** The plain content as the app has it afterwards. */
  async downloaded(name: string, type = 'GPX', updatetime?: number): Promise<string> {
    const reply = await this.download(name, type, updatetime);
    if (this.platform === 'android') {
      if (reply.status !== 200) throw new Error(reply.raw.toString());
      return gunzipSync(reply.raw).toString();
    }
    return reply.text;
  }

  deleteFile(name: string, type = 'GPX'): Promise<Reply> {
    return this.form('delete-file', { ...this.auth, name, type });
  }
  deleteVersion(name: string, updatetime: number, type = 'GPX'): Promise<Reply> {
    return this.form('delete-file-version', { ...this.auth, name, type, updatetime });
  }

  /** Java's form encoding, or the percent encoding of iOS. */
  encoded(params: Params): string {
    const entries = Object.entries(params).filter((entry): entry is [string, string | number] => entry[1] !== undefined);
    if (this.platform === 'android')
      return new URLSearchParams(entries.map(([key, value]): [string, string] => [key, String(value)])).toString();
    return entries.map(([key, value]) => `${key}=${percent(String(value))}`).join('&');
  }
  #address(path: string, params: Params): string {
    const query =
      path === 'download-file' && this.platform === 'ios'
        ? this.encoded(params).replace(/%(21|2A|27|28|29)/g, unescaped)
        : this.encoded(params);
    const where = path.startsWith('/') ? path : `/userdata/${path}`;
    return query === '' ? where : `${where}?${query}`;
  }

  #send(method: string, path: string, headers: Readonly<Record<string, string>>, body: readonly Buffer[] = []): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: this.port, method, path, headers, agent: false }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.once('error', reject);
        answer.once('end', () => {
          const raw = Buffer.concat(parts);
          const packed = answer.headers['content-encoding'] === 'gzip';
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, raw, text: (packed ? gunzipSync(raw) : raw).toString() });
        });
      });
      sent.once('error', reject);
      for (const piece of body) sent.write(piece);
      sent.end();
    });
  }
}

/** The error of an answer as both apps read it: number and sentence. */
export function faultOf(reply: Reply): { readonly status: number; readonly code: number; readonly message: string } {
  const { error } = deviceApi.AppError.parse(JSON.parse(reply.raw.toString()));
  return { status: reply.status, code: error.errorCode, message: error.message };
}

function percent(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
function unescaped(_: string, hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}
function pieces(body: Buffer): Buffer[] {
  return Array.from({ length: Math.ceil(body.length / pieceBytes) }, (_, index) =>
    body.subarray(index * pieceBytes, (index + 1) * pieceBytes),
  );
}
