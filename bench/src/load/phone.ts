import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { PhoneFile } from './phone-contents.ts';

const unpack = promisify(gunzip);

/** The account of a phone and the credential that it has. */
export interface PhoneAccess {
  readonly platform: 'android' | 'ios';
  readonly deviceid: number;
  readonly token: string;
}
/** A version that a phone knows of. */
export interface Known {
  readonly name: string;
  readonly updatetime: number;
  readonly file: PhoneFile;
}
/** Moment of the last byte of an answer, by the clock of `performance`; and a check of it that takes its own time. */
export interface Answered {
  readonly at: number;
  readonly check: () => Promise<void>;
}

const boundary = 'CowMooCowMooCowCowCow';
const pieceBytes = 32 * 1024;
/** An answer that takes longer is none. */
const patienceMs = 60_000;

/** OsmAnd's apps on the wire: Android sends chunks and Java's form encoding, iOS a length and percent signs; both keep their connections. */
export class Phone {
  readonly access: PhoneAccess;
  readonly #port: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4 });

  constructor(port: number, access: PhoneAccess) {
    this.#port = port;
    this.access = access;
  }

  /** All versions of all files; `least` files must be among them. */
  async list(least: number): Promise<Answered> {
    const { at, raw, headers } = await this.#exchange('GET', 'list-files', { allVersions: 'true' });
    const check = async (): Promise<void> => {
      const text = headers['content-encoding'] === 'gzip' ? await unpack(raw) : raw;
      const { totalFiles, uniqueFiles, allFiles } = JSON.parse(text.toString()) as ListAnswer;
      if (totalFiles !== uniqueFiles.length) throw new Error(`a listing says ${totalFiles} and shows ${uniqueFiles.length}`);
      if (totalFiles < least || allFiles.length < least) throw new Error(`a listing shows ${totalFiles} of ${least} files`);
    };
    return { at, check };
  }

  /** Gives the version that the server made of the file. */
  async upload(name: string, file: PhoneFile): Promise<Answered & { readonly known: Known }> {
    const params = { name, type: file.type, clienttime: '1762185600000' };
    const { at, raw } = await this.#exchange('POST', 'upload-file', params, this.#form(name, file));
    const { status, filesize, zipfilesize, updatetime } = JSON.parse(raw.toString()) as UploadAnswer;
    const check = async (): Promise<void> => {
      if (status === 'ok' && filesize === file.size && zipfilesize === file.member.length) return;
      throw new Error(`an upload was answered with ${raw.toString().slice(0, 200)}`);
    };
    return { at, check, known: { name, updatetime, file } };
  }

  /** The gzip member must come back as it was sent. */
  async download({ name, updatetime, file }: Known): Promise<Answered> {
    const params = { name, type: file.type, updatetime: String(updatetime) };
    const { at, raw, headers } = await this.#exchange('GET', 'download-file', params);
    const check = async (): Promise<void> => {
      if (headers['content-encoding'] !== 'gzip' || !raw.equals(file.member)) throw new Error('a download has another content');
    };
    return { at, check };
  }

  /** One listing by name, or of everything; only measured. Gives the length of what came, bytes. */
  async listRaw(params: Readonly<Record<string, string>>): Promise<number> {
    const { raw } = await this.#exchange('GET', 'list-files', params);
    return raw.length;
  }

  close(): void {
    this.#agent.destroy();
  }

  #form(name: string, { member }: PhoneFile): Buffer {
    const fileName = this.access.platform === 'android' ? `${name}.gz` : name;
    const head =
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${fileName}"\r\n` +
      'Content-Type: application/octet-stream\r\n\r\n';
    return Buffer.concat([Buffer.from(head), member, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  }

  #headers(body: Buffer | null): Record<string, string> {
    const isAndroid = this.access.platform === 'android';
    const common = { 'accept-encoding': isAndroid ? 'deflate, gzip' : 'gzip', 'user-agent': isAndroid ? 'OsmAnd' : 'OsmAndiOS' };
    if (body === null) return common;
    const framing: Record<string, string> = isAndroid ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(body.length) };
    return { ...common, 'content-type': `multipart/form-data; boundary=${boundary}`, ...framing };
  }

  #query(params: Readonly<Record<string, string>>): string {
    const all = { deviceid: String(this.access.deviceid), accessToken: this.access.token, ...params };
    if (this.access.platform === 'android') return new URLSearchParams(all).toString();
    return Object.entries(all)
      .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
      .join('&');
  }

  #exchange(method: string, path: string, params: Readonly<Record<string, string>>, body: Buffer | null = null): Promise<Reply> {
    const where = { host: '127.0.0.1', port: this.#port, agent: this.#agent, method, path: `/userdata/${path}?${this.#query(params)}` };
    return new Promise((resolve, reject) => {
      const sent = request({ ...where, headers: this.#headers(body) }, (answer) => {
        wholeOf(answer).then((raw) => {
          const at = performance.now();
          if (answer.statusCode === 200) resolve({ at, raw, headers: answer.headers });
          else reject(new Error(`${answer.statusCode ?? 0} ${raw.toString().slice(0, 200)}`));
        }, reject);
      });
      sent.setTimeout(patienceMs, () => sent.destroy(new Error('no answer within a minute')));
      sent.once('error', reject);
      for (let at = 0; body !== null && at < body.length; at += pieceBytes) sent.write(body.subarray(at, at + pieceBytes));
      sent.end();
    });
  }
}

interface Reply {
  readonly at: number;
  readonly raw: Buffer;
  readonly headers: IncomingMessage['headers'];
}
interface ListAnswer {
  readonly totalFiles: number;
  readonly uniqueFiles: readonly unknown[];
  readonly allFiles: readonly unknown[];
}
interface UploadAnswer {
  readonly status: string;
  readonly filesize: number;
  readonly zipfilesize: number;
  readonly updatetime: number;
}

function wholeOf(answer: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    answer.on('data', (part: Buffer) => parts.push(part));
    answer.once('error', reject);
    answer.once('end', () => resolve(Buffer.concat(parts)));
  });
}
