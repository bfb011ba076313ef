import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { SourceAnswer, SourceHttp } from './source-http.ts';
import type { SourceRow } from './listing.ts';
import { readListing } from './listing.ts';

/** This device at the source, as `device-register` gave it out. */
export interface SourceDevice {
  readonly id: number;
  readonly token: string;
}

/** What the source said, or that it cannot be understood. `number` is that of OsmAnd's protocol, 0 where there is none. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly number: number;
  /** Stays the same through versions; for scripts. */
  readonly code: string;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  constructor(message: string, about: { number?: number; status?: number; cause?: unknown } = {}) {
    super(message, { cause: about.cause });
    this.number = about.number ?? 0;
    this.code = this.number === 0 ? 'source' : `osmand-${this.number}`;
    this.status = about.status ?? 0;
  }
}

/** Answers other than contents are longer than this only if something is wrong; a listing of a million rows is not. */
const largestText = 1024 ** 3;
const largestError = 64 * 1024;
const inflate = promisify(gunzip);

/**
 * A server that speaks OsmAnd's `/userdata`, seen from a device that only signs in and reads: `user-register`, `device-register`,
 * `list-files`, `download-file` and nothing else is ever sent.
 */
export class OsmAndCloud {
  readonly server: string;
  readonly #http: SourceHttp;
  readonly #signal: AbortSignal | undefined;
  constructor(server: string, http: SourceHttp, signal?: AbortSignal) {
    this.server = server;
    this.#http = http;
    this.#signal = signal;
  }

  /** Has a code mailed to a person who has an account there (device-api 1.2). `phone`: this device's own lasting id. */
  async requestCode(about: { email: string; phone: string; lang: string }): Promise<void> {
    const { email, phone, lang } = about;
    await this.#post('user-register', { email, login: 'true', lang, deviceid: phone });
  }

  /** Exchanges the code for a token (device-api 1.3). @throws SourceError, number 104 for a wrong code */
  async register(about: { email: string; phone: string; code: string; lang: string; model: string }): Promise<SourceDevice> {
    const { email, phone, code, lang, model } = about;
    const json = await this.#post('device-register', { email, token: code, deviceid: phone, lang, brand: 'Cairn', model });
    const id = isRecord(json) ? Number(json.id) : Number.NaN;
    if (!isRecord(json) || !Number.isSafeInteger(id) || typeof json.accesstoken !== 'string') throw this.#notUnderstood('device-register');
    return { id, token: json.accesstoken };
  }

  /** Every version that the source has, oldest first. @throws SourceError, number 105 when it does not know this device any more */
  async list(device: SourceDevice): Promise<{ readonly rows: SourceRow[]; readonly unreadable: number }> {
    const answer = await this.#get('list-files', { ...auth(device), allVersions: 'true' });
    const listing = readListing(await this.#json(answer, 'list-files'));
    if (listing === null) throw this.#notUnderstood('list-files');
    return listing;
  }

  /** One version as the source keeps it: packed where it is packed. Never empty: an empty answer is a refusal in disguise (C57). */
  async download(device: SourceDevice, row: SourceRow): Promise<AsyncIterable<Uint8Array>> {
    const { type } = row.key;
    const answer = await this.#get('download-file', { ...auth(device), name: row.shownName, type, updatetime: String(row.updated) });
    if (answer.status !== 200) throw await this.#refusal(answer);
    return answer.body;
  }

  async #post(endpoint: string, form: Readonly<Record<string, string>>): Promise<unknown> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8', ...asked };
    const url = `${this.server}/userdata/${endpoint}`;
    const answer = await this.#http.send(url, { method: 'POST', headers, body: pairs(form), signal: this.#signal });
    return this.#json(answer, endpoint);
  }
  #get(endpoint: string, query: Readonly<Record<string, string>>): Promise<SourceAnswer> {
    const url = `${this.server}/userdata/${endpoint}?${pairs(query)}`;
    return this.#http.send(url, { method: 'GET', headers: asked, signal: this.#signal });
  }

  async #json(answer: SourceAnswer, endpoint: string): Promise<unknown> {
    if (answer.status !== 200) throw await this.#refusal(answer);
    const text = await textOf(answer, largestText);
    try {
      return JSON.parse(text) as unknown;
    } catch (cause) {
      throw this.#notUnderstood(endpoint, cause);
    }
  }

  /** Errors come as JSON with a number, as JSON of the web framework, as text and as pages (device-api 1.0). */
  async #refusal(answer: SourceAnswer): Promise<SourceError> {
    const { status } = answer;
    const { location } = answer.headers;
    if (status >= 300 && status < 400) {
      return new SourceError(`${this.server} sends on to ${location ?? 'another address'}. Nothing was copied; give that address.`, {
        status,
      });
    }
    const text = await textOf(answer, largestError).catch(() => '');
    const { number, message } = readRefusal(text);
    const said = message === '' ? `answered ${status}` : `says: ${message}`;
    return new SourceError(`${this.server} ${said}`, { status, number });
  }

  #notUnderstood(endpoint: string, cause?: unknown): SourceError {
    return new SourceError(`What ${this.server} answers to ${endpoint} is not OsmAnd's protocol. Nothing was copied; check the address.`, {
      cause,
    });
  }
}

const asked = { 'accept-encoding': 'gzip', 'user-agent': 'Cairn' };

function auth(device: SourceDevice): { deviceid: string; accessToken: string } {
  return { deviceid: String(device.id), accessToken: device.token };
}
function pairs(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

async function textOf(answer: SourceAnswer, most: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of answer.body) {
    pieces.push(piece);
    if ((size += piece.length) > most) throw new Error('the answer is longer than any real one');
  }
  const bytes = Buffer.concat(pieces);
  return (answer.headers['content-encoding'] === 'gzip' ? await inflate(bytes, { maxOutputLength: most }) : bytes).toString('utf8');
}

function readRefusal(text: string): { number: number; message: string } {
  try {
    const json: unknown = JSON.parse(text);
    const error: unknown = isRecord(json) ? json.error : undefined;
    if (isRecord(error)) return { number: Number(error.errorCode) || 0, message: shown(error.message) };
    if (typeof error === 'string') return { number: 0, message: shown(error) };
  } catch {
    // Text or a page; what of it makes sense to a person is shown.
  }
  return { number: 0, message: text.trimStart().startsWith('<') ? '' : shown(text) };
}
function shown(text: unknown): string {
  return typeof text === 'string'
    ? text
        .replace(/\p{Cc}+/gu, ' ')
        .trim()
        .slice(0, 200)
    : '';
}
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
