import { Readable } from 'node:stream';
import { CairnError } from '@cairn/protocol';
import type { Route } from '@cairn/protocol';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { boundaryOf, readMultipart } from './osmand-device-multipart.ts';
import type { Part } from './osmand-device-multipart.ts';

/** Longest form or JSON body, and all text parts together, unless a route takes more: what the apps send has some hundred bytes. */
const mostBytes = 64 * 1024;

export interface Parameters {
  readonly values: Readonly<Record<string, string>>;
  /** JSON body; undefined where the route takes none. */
  readonly json: unknown;
  /** The uploaded file, where the route takes one. */
  readonly file: AsyncIterable<Uint8Array> | null;
  /** Reads what is left of the body behind the file. */
  readonly finish: () => Promise<void>;
}
const nothingLeft = async (): Promise<void> => undefined;

/**
 * Parameters from the query and from the body alike (C17): `+` and `%20` are blanks in both. Where one stands twice the query wins, and
 * within one place the last.
 * @throws CairnError `bad-request`, `payload-too-large`
 */
export async function readParameters(route: Route, request: FastifyRequest, most = mostBytes): Promise<Parameters> {
  const query = request.query as Readonly<Record<string, string>>;
  const body = request.body instanceof Readable ? request.body : null;
  const type = request.headers['content-type'];
  if (route.sends === 'multipart') return readUpload(query, body, type);
  if (body === null || request.method === 'GET')
    return { values: query, json: route.body === undefined ? undefined : {}, file: null, finish: nothingLeft };
  if (route.sends === 'form') {
    const form = /^multipart\//i.test(type ?? '')
      ? await textParts(body, type)
      : Object.fromEntries(new URLSearchParams(await textOf(body, most)));
    return { values: { ...form, ...query }, json: undefined, file: null, finish: nothingLeft };
  }
  return { values: query, json: jsonOf(await textOf(body)), file: null, finish: nothingLeft };
}

async function readUpload(query: Readonly<Record<string, string>>, body: Readable | null, type: string | undefined): Promise<Parameters> {
  const parts = readMultipart(body ?? Readable.from([]), boundaryOf(type));
  const texts: Record<string, string> = {};
  const part = await takeTexts(parts, texts);
  if (part === null) throw new CairnError('bad-request', { reason: 'the part named file is missing' });
  const finish = async (): Promise<void> => {
    for (let next = await parts.next(); next.done !== true; next = await parts.next());
  };
  return { values: { ...texts, ...query }, json: undefined, file: part.body, finish };
}
async function textParts(body: Readable, type: string | undefined): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  await takeTexts(readMultipart(body, boundaryOf(type)), texts);
  return texts;
}
/** Reads text parts up to the file, which is given back unread; null when there is none. */
async function takeTexts(parts: AsyncGenerator<Part>, into: Record<string, string>): Promise<Part | null> {
  for (let next = await parts.next(); next.done !== true; next = await parts.next()) {
    const part = next.value;
    if (part.name === 'file') return part;
    const text = await textOf(part.body);
    if (!part.isFile && part.name !== '') into[part.name] = text;
  }
  return null;
}

async function textOf(body: AsyncIterable<Uint8Array>, most = mostBytes): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body) {
    length += piece.length;
    if (length > most) throw new CairnError('payload-too-large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return text.trim() === '' ? {} : JSON.parse(text);
  } catch {
    throw new CairnError('bad-request', { reason: 'the body is no JSON' });
  }
}

/** @throws CairnError `bad-request` that names the place and the fault, never the value */
export function parsedBy<S extends z.ZodType>(schema: S, value: unknown, place: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.map(String).join('.').slice(0, 100) ?? '';
  throw new CairnError('bad-request', { reason: `${place}${path === '' ? '' : `, ${path}`}: ${issue?.message ?? 'not readable'}` });
}
