import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Route } from '@cairn/protocol';
import { schemaOf } from './json-schema.ts';
import type { Schema } from './json-schema.ts';

const weirdText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '',
    '%',
    '_',
    'a%',
    "' OR 1=1 --",
    '../../etc/passwd',
    'x\u0000y',
    'x\r\nBcc: y@z',
    '\ud800',
    '__proto__',
    '9'.repeat(400),
    '🧭'.repeat(50),
    'a@example.org',
  ),
);
const weird: fc.Arbitrary<unknown> = fc.oneof(
  weirdText,
  fc.double(),
  fc.constantFrom(null, true, -1, 0, 2 ** 53, -(2 ** 63), 1e308, [], {}, [[]]),
  fc.jsonValue({ maxDepth: 3 }),
);

const usual = ['a@example.org', 'b@example.org', '12345678', 'GPX', 'tracks/a.gpx', 'FAVOURITES'];
function textOf(least: number, most: number): fc.Arbitrary<string> {
  const made = fc.string({ unit: 'grapheme', minLength: least, maxLength: Math.min(most, least + 40) });
  const fitting = usual.filter((text) => text.length >= least && text.length <= most);
  return fitting.length === 0 ? made : fc.oneof(fc.constantFrom(...fitting), made);
}

/** Values that a schema takes. */
function valid(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map(valid));
  switch (schema.type) {
    case 'object': {
      const entries = Object.entries(schema.properties ?? {});
      return fc.record(Object.fromEntries(entries.map(([key, value]) => [key, valid(value)])), {
        requiredKeys: [...(schema.required ?? [])],
      });
    }
    case 'array':
      return fc.array(valid(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 4, (schema.minItems ?? 0) + 4),
      });
    case 'integer':
    case 'number': {
      const min = Math.max(schema.minimum ?? -1000, -(2 ** 31));
      const small = fc.integer({ min, max: Math.max(min, Math.min(schema.maximum ?? 10, 10)) });
      return fc.oneof(small, fc.integer({ min, max: Math.min(schema.maximum ?? 2 ** 31 - 1, 2 ** 31 - 1) }));
    }
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      if (schema.pattern !== undefined) return fc.stringMatching(new RegExp(schema.pattern));
      return textOf(schema.minLength ?? 0, schema.maxLength ?? 99);
    default:
      return weird;
  }
}

/** Values that a schema takes but for one fault: a field missing, of another type, or one too many. */
function nearlyValid(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.type !== 'object' || schema.properties === undefined) return weird;
  const keys = Object.keys(schema.properties);
  return fc
    .tuple(valid(schema), fc.constantFrom(...keys, 'extra'), fc.option(weird, { nil: undefined }))
    .map(([value, key, fault]) => ({ ...(value as object), [key]: fault }));
}

export interface MadeRequest {
  readonly url: string;
  readonly body: string | Buffer | undefined;
  readonly contentType: string | undefined;
}

/** Requests to one route of the table: as it wants them, nearly so, and not at all. */
export function requestsTo(route: Route): fc.Arbitrary<MadeRequest> {
  const query = route.query === undefined ? fc.constant({}) : mixed(schemaOf(route.query));
  const id = fc.oneof(fc.integer({ min: -2, max: 9 }).map(String), weirdText);
  const json = route.body === undefined ? fc.option(weird, { nil: undefined }) : mixed(schemaOf(route.body));
  const text: fc.Arbitrary<string | Buffer | undefined> = fc.oneof(
    { weight: 8, arbitrary: route.sends === 'batch' ? batchOf(json) : json.map((value) => JSON.stringify(value) as string | undefined) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  );
  const type = fc.oneof(
    { weight: 8, arbitrary: fc.constant(route.sends === 'batch' ? 'application/vnd.cairn.batch' : 'application/json') },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        undefined,
        'text/plain',
        'application/json; charset=utf-16',
        'multipart/form-data; boundary=x',
        'application/xml',
      ),
    },
  );
  return fc.tuple(query, id, text, type).map(([given, number, body, contentType]) => {
    const search = new URLSearchParams(
      Object.entries(given as object).map(([key, value]): [string, string] => [
        key,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    );
    const path = route.path.replaceAll(/:\w+/g, encodeURIComponent(number.toWellFormed()));
    return { url: search.size === 0 ? path : `${path}?${search.toString()}`, body: route.method === 'GET' ? undefined : body, contentType };
  });
}
/** Batches of items with such headers: most of them whole gzip members of the length that they say. */
function batchOf(headers: fc.Arbitrary<unknown>): fc.Arbitrary<Buffer> {
  const member = fc.oneof(
    { weight: 6, arbitrary: fc.string({ maxLength: 60 }).map((text) => gzipSync(text, { level: 1 })) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
  );
  const item = fc.tuple(headers, member, fc.integer({ min: 0, max: 9 })).map(([header, body, way]) => {
    const honest = typeof header === 'object' && header !== null && way > 0 ? { ...header, length: body.length } : header;
    // What most writers say, so that more than refusals comes of it.
    const plain = typeof honest === 'object' && honest !== null && way > 4 ? { ...honest, hash: undefined, base: way % 3 } : honest;
    const json = Buffer.from(plain === undefined ? '' : JSON.stringify(plain));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(json.length);
    return Buffer.concat([length, json, body]);
  });
  return fc.tuple(fc.array(item, { maxLength: 3 }), fc.nat({ max: 19 })).map(([items, cut]) => {
    const whole = Buffer.concat([...items, Buffer.alloc(4)]);
    return cut === 0 ? whole.subarray(0, whole.length >> 1) : whole;
  });
}
function mixed(schema: Schema): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 5, arbitrary: valid(schema) },
    { weight: 4, arbitrary: nearlyValid(schema) },
    { weight: 1, arbitrary: weird.map((value) => (typeof value === 'object' && value !== null ? value : { value })) },
  );
}

/** One request that the schemas of a route take: the first that a fixed seed makes. */
export function exampleFor(route: Route, id = '1'): { url: string; body: unknown } {
  const [body] =
    route.body === undefined || route.sends === 'batch' ? [undefined] : fc.sample(valid(schemaOf(route.body)), { numRuns: 1, seed: 7 });
  const [query] = route.query === undefined ? [{}] : fc.sample(valid(schemaOf(route.query)), { numRuns: 1, seed: 7 });
  const search = new URLSearchParams(Object.entries(query as object).map(([key, value]): [string, string] => [key, String(value)]));
  const path = route.path.replace(':id', id);
  return { url: search.size === 0 ? path : `${path}?${search.toString()}`, body };
}
