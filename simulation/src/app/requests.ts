import { gunzipSync, gzipSync } from 'node:zlib';
import type { FileKey } from '@cairn/protocol';

/** The two apps: they keep the same rules and differ in what docs/developers/osmand-protocol.md ("How the apps sync") names. */
export type Platform = 'android' | 'ios';
export const platforms: readonly Platform[] = ['android', 'ios'];

export interface AppRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
export interface AppAnswer {
  readonly status: number;
  /** Whether the body came packed, as its header says. */
  readonly isPacked: boolean;
  readonly body: Uint8Array;
}
/** @throws Error when the line broke before the whole answer was there */
export type Send = (request: AppRequest) => Promise<AppAnswer>;
export interface Credential {
  readonly deviceid: number;
  readonly accessToken: string;
}
type Params = Readonly<Record<string, string | number | undefined>>;

const boundary = 'CowMooCowMooCowCowCow';
const nothing = new Uint8Array(0);

/**
 * Requests as the apps send them (C16-C23, C37). What a platform does by itself beneath the app, transparent compression and chunking, is
 * left out: messages here are whole.
 */
export class Requests {
  readonly platform: Platform;

  constructor(platform: Platform) {
    this.platform = platform;
  }

  registerUser(email: string, phoneId: string): AppRequest {
    return this.#form('user-register', { email, login: 'true', deviceid: phoneId });
  }
  registerDevice(email: string, token: string, phoneId: string): AppRequest {
    const own = this.platform === 'android' ? { brand: 'Google', model: 'Google Pixel 8' } : { brand: 'Apple', model: 'iPhone15,2' };
    return this.#form('device-register', { email, token, deviceid: phoneId, lang: 'en', ...own });
  }
  validate(auth: Credential): AppRequest {
    return this.#get('user-validate-sub', { ...auth });
  }
  /** C40: both apps always ask for all versions; `types` is what iOS names, null where it names none and from Android. */
  list(auth: Credential, types: readonly string[] | null): AppRequest {
    const named = types === null || this.platform === 'android' ? {} : { type: types.join(',') };
    return this.#get('list-files', { ...auth, allVersions: 'true', ...named });
  }
  /** C37, C39: all parameters in the query, one part named `file`, packed; `content` null is the part of a map that the server has. */
  upload(auth: Credential, { type, name }: FileKey, content: Uint8Array | null, clienttime: number): AppRequest {
    const fileName = this.platform === 'android' ? `${name}.gz` : name;
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${fileName}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
    const part = content === null ? this.#emptyPart() : gzipSync(content, { level: 6 });
    return {
      method: 'POST',
      path: this.#address('upload-file', { ...auth, name, type, clienttime }),
      headers: {
        'content-type': `multipart/form-data; boundary=${boundary}`,
        'user-agent': this.platform === 'android' ? 'OsmAnd' : 'OsmAndiOS',
        'accept-encoding': 'deflate, gzip',
      },
      body: new Uint8Array(Buffer.concat([Buffer.from(head), part, Buffer.from(`\r\n--${boundary}--\r\n`)])),
    };
  }
  /** C57: with the time of the row, and packed. */
  download(auth: Credential, { type, name }: FileKey, updatetime: number): AppRequest {
    const accept = this.platform === 'android' ? 'deflate, gzip' : 'gzip';
    const asked = this.#get('download-file', { ...auth, name, type, updatetime });
    const path = this.platform === 'ios' ? asked.path.replace(/%(21|2A|27|28|29)/g, unescaped) : asked.path;
    return { ...asked, path, headers: { 'accept-encoding': accept } };
  }
  deleteFile(auth: Credential, { type, name }: FileKey): AppRequest {
    return this.#form('delete-file', { ...auth, name, type });
  }
  deleteVersion(auth: Credential, { type, name }: FileKey, updatetime: number): AppRequest {
    return this.#form('delete-file-version', { ...auth, name, type, updatetime });
  }
  /** Asked before a map is sent, in lower case. */
  check(name: string): AppRequest {
    return this.#get('check-file-on-server', { name, type: 'file' });
  }

  #emptyPart(): Uint8Array {
    return this.platform === 'ios' ? nothing : gzipSync(nothing);
  }
  #get(path: string, params: Params): AppRequest {
    return { method: 'GET', path: this.#address(path, params), headers: {}, body: nothing };
  }
  #form(path: string, params: Params): AppRequest {
    const headers = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' };
    return { method: 'POST', path: `/userdata/${path}`, headers, body: new Uint8Array(Buffer.from(this.#encoded(params))) };
  }
  #address(path: string, params: Params): string {
    return `/userdata/${path}?${this.#encoded(params)}`;
  }
  /** Java's form encoding, or the percent encoding of iOS. */
  #encoded(params: Params): string {
    const entries = Object.entries(params).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const]));
    if (this.platform === 'android') return new URLSearchParams(entries.map(([name, value]): [string, string] => [name, value])).toString();
    return entries.map(([name, value]) => `${name}=${percent(value)}`).join('&');
  }
}

/** The plain content that an upload carries; null where it carries none that can be unpacked. */
export function contentOf(body: Uint8Array): Uint8Array | null {
  const bytes = Buffer.from(body);
  const from = bytes.indexOf('\r\n\r\n') + 4;
  const to = bytes.lastIndexOf(`\r\n--${boundary}--`);
  try {
    return to <= from ? null : new Uint8Array(gunzipSync(bytes.subarray(from, to)));
  } catch {
    return null;
  }
}

function percent(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
function unescaped(_: string, hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}
