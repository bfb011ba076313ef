import { readFileSync, readdirSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { AppAnswer, AppRequest, Platform } from '../src/app/requests.ts';
import { Session } from '../src/app/session.ts';
import type { Outcome, Trashed } from '../src/app/session.ts';
import { AppStore } from '../src/app/store.ts';
import { hashOf } from '../src/memory-library.ts';

interface RecordedItem {
  readonly type: string;
  readonly name: string;
  readonly content: string;
  readonly modified: number;
  readonly info?: string;
  readonly infoModified?: number;
}
interface RecordedUpload {
  readonly type: string;
  readonly name: string;
  readonly uploadTime: number;
  readonly digestOf?: string;
}
interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
  readonly acceptEncoding?: string;
  /** `content` null: a part of no bytes at all. */
  readonly multipart?: { readonly boundary: string; readonly name: string; readonly filename: string; readonly content: string | null };
  readonly answer: {
    readonly status?: number;
    readonly json?: unknown;
    readonly rows?: readonly { readonly type: string; readonly name: string; readonly filesize: number }[];
    readonly content?: string;
    readonly error?: readonly [number, string];
    readonly breaks?: boolean;
  };
}
interface Recording {
  readonly words: string;
  readonly statements: readonly string[];
  readonly platform: Platform;
  readonly action: {
    readonly do: 'sync' | 'resolve' | 'restore' | 'deleteFromTrash' | 'deleteOld';
    readonly side?: 'local' | 'cloud';
    readonly name?: string;
    readonly types?: readonly string[];
    readonly off?: readonly string[];
    readonly withoutHistory?: readonly string[];
  };
  readonly items: readonly RecordedItem[];
  readonly records: readonly RecordedUpload[];
  readonly exchanges: readonly Exchange[];
  readonly then: {
    readonly items: readonly RecordedItem[];
    readonly records: readonly RecordedUpload[];
    readonly error: number | null;
    readonly conflicts?: number;
  };
}

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const folder = new URL('./app-sessions/', import.meta.url);

/** A request as far as an app decides it, in words that do not depend on the order of parameters. */
function wordsOf({ method, path, headers, body }: AppRequest): string {
  const { pathname, searchParams } = new URL(path, 'http://x');
  const said: Record<string, unknown> = { method, path: pathname };
  if (searchParams.size > 0) said['query'] = sorted(Object.fromEntries(searchParams));
  const type = headers['content-type'] ?? '';
  if (type.startsWith('application/x-www-form-urlencoded')) {
    said['form'] = sorted(Object.fromEntries(new URLSearchParams(Buffer.from(body).toString())));
  }
  if (type.startsWith('multipart/form-data')) said['multipart'] = partOf(type, Buffer.from(body));
  if (pathname === '/userdata/download-file') said['acceptEncoding'] = headers['accept-encoding'];
  return JSON.stringify(sorted(said));
}
function partOf(type: string, body: Buffer): object {
  const boundary = /boundary=(.*)/.exec(type)?.[1] ?? '';
  const [, name, filename] = /content-disposition: form-data; name="([^"]*)"; filename="(.*)"\r\n/.exec(body.toString('latin1')) ?? [];
  const part = body.subarray(body.indexOf('\r\n\r\n') + 4, body.lastIndexOf(`\r\n--${boundary}--`));
  const content = part.length === 0 ? null : gunzipSync(part).toString();
  return sorted({ boundary, name, filename: Buffer.from(filename ?? '', 'latin1').toString(), content });
}
const sorted = (value: object): object => Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
function wordsOfExchange({ method, path, query, form, multipart, acceptEncoding }: Exchange): string {
  const said = {
    ...{ method, path },
    ...(query === undefined ? {} : { query: sorted(query) }),
    ...(form === undefined ? {} : { form: sorted(form) }),
    ...(multipart === undefined ? {} : { multipart: sorted(multipart) }),
    ...(acceptEncoding === undefined ? {} : { acceptEncoding }),
  };
  return JSON.stringify(sorted(said));
}

function answerOf({ status = 200, json, rows, content, error }: Exchange['answer']): AppAnswer {
  const plain = (value: unknown): AppAnswer => ({ status, isPacked: false, body: bytesOf(JSON.stringify(value)) });
  if (error !== undefined) return plain({ error: { errorCode: error[0], message: error[1] } });
  if (content !== undefined) return { status, isPacked: true, body: new Uint8Array(gzipSync(content)) };
  if (rows === undefined) return plain(json);
  const names = new Set<string>();
  const uniqueFiles = rows.filter(({ type, name, filesize }) => {
    const isFirst = !names.has(`${type}/${name}`);
    names.add(`${type}/${name}`);
    return isFirst && filesize >= 0;
  });
  const totals = { totalZipSize: 0, totalFileSize: 0, totalFiles: uniqueFiles.length, totalFileVersions: rows.length };
  return plain({ ...totals, allFiles: rows, uniqueFiles, userid: 3321, maximumAccountSize: 3_145_728_000 });
}

/** Answers each request as it was recorded, once; what was not recorded is an error. */
class Tape {
  readonly #left: { readonly words: string; readonly exchange: Exchange }[];
  readonly unexpected: string[] = [];

  constructor(exchanges: readonly Exchange[]) {
    this.#left = exchanges.map((exchange) => ({ words: wordsOfExchange(exchange), exchange }));
  }
  get left(): string[] {
    return this.#left.map(({ words }) => words);
  }
  async play(request: AppRequest): Promise<AppAnswer> {
    const words = wordsOf(request);
    const at = this.#left.findIndex((one) => one.words === words);
    if (at === -1) {
      this.unexpected.push(words);
      throw new Error(`nobody recorded ${words}`);
    }
    const [found] = this.#left.splice(at, 1);
    // All that an app sends at once is under way before the first is answered.
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (found === undefined || found.exchange.answer.breaks === true) throw new Error('the line broke');
    return answerOf(found.exchange.answer);
  }
}

function storeOf({ platform, items, records }: Recording): AppStore {
  const store = new AppStore(platform);
  for (const { type, name, content, modified, info, infoModified } of items) {
    store.put({ type, name }, bytesOf(content), modified);
    if (info !== undefined) store.putInfo({ type, name }, bytesOf(info), infoModified ?? 0);
  }
  for (const { type, name, uploadTime, digestOf } of records) {
    store.setRecord({ type, name }, uploadTime);
    if (digestOf !== undefined) store.setDigest({ type, name }, hashOf(bytesOf(digestOf)));
  }
  return store;
}
async function carryOut({ action }: Recording, store: AppStore, tape: Tape): Promise<Outcome> {
  const session = new Session({
    ...{ store, auth: { deviceid: 90_417, accessToken: 'token' }, send: (request: AppRequest) => tape.play(request) },
    ...{ off: new Set(action.off), withoutHistory: new Set(action.withoutHistory) },
  });
  const chosen = (items: readonly Trashed[]): readonly Trashed[] =>
    items.filter(({ old }) => action.name === undefined || old.name === action.name);
  switch (action.do) {
    case 'sync':
      return session.sync();
    case 'resolve':
      return session.resolve(([conflict]) => (conflict === undefined ? null : { conflict, side: action.side ?? 'local' }));
    case 'restore':
      return session.restore(chosen);
    case 'deleteFromTrash':
      return session.deleteFromTrash(chosen);
    case 'deleteOld':
      return session.deleteOld(new Set(action.types));
  }
}

describe('R22 the model of the apps sends what they send, in whatever order', () => {
  const names = readdirSync(folder).sort();
  test('there are sessions of both apps', () => {
    expect(names.filter((name) => name.endsWith('-android.json')).length).toBeGreaterThan(15);
    expect(names.filter((name) => name.endsWith('-ios.json')).length).toBeGreaterThan(15);
  });
  for (const file of names) {
    const recording = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Recording;
    test(`${recording.statements.join(' ')} ${file.replace('.json', '')}: ${recording.words}`, async () => {
      const [store, tape] = [storeOf(recording), new Tape(recording.exchanges)];
      const outcome = await carryOut(recording, store, tape);
      expect({ unexpected: tape.unexpected, left: tape.left }).toEqual({ unexpected: [], left: [] });
      const { items, records, error, conflicts = 0 } = recording.then;
      expect(outcome.error?.code ?? null).toBe(error);
      expect(outcome.conflicts).toHaveLength(conflicts);
      const shown = store.items().map(({ key, bytes, modified }) => ({ ...key, content: Buffer.from(bytes).toString(), modified }));
      expect(byName(shown)).toEqual(byName(items.map(({ type, name, content, modified }) => ({ type, name, content, modified }))));
      const kept = [...store.records()].map(([at, { uploadTime, digest }]) => ({ at, uploadTime, digest }));
      const expected = records.map(({ type, name, uploadTime, digestOf }) => ({
        ...{ at: `${type}\u0000${name}`, uploadTime },
        digest: digestOf === undefined ? null : hashOf(bytesOf(digestOf)),
      }));
      expect(byName(kept)).toEqual(byName(expected));
    });
  }
});
const byName = <T>(list: readonly T[]): T[] => [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
