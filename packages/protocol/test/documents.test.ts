import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { fileSubTypes, fileTypes, isMap, limits, readBatch, subTypeOf } from '@cairn/protocol';
import type { Route } from '@cairn/protocol/schemas';
import { routes, UploadHeader } from '@cairn/protocol/schemas';
import { describe, expect, test } from 'vitest';

const read = (name: string): string => readFileSync(new URL(`../../../docs/developers/${name}`, import.meta.url), 'utf8');
const formats = read('formats.md');
const api = read('api.md');
/** Cells of the rows of one table, found by its head. */
function table(text: string, head: string): string[][] {
  const rows = text.slice(text.indexOf(head)).split('\n').slice(2);
  const end = rows.findIndex((row) => !row.startsWith('|'));
  return rows.slice(0, end === -1 ? undefined : end).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
const quoted = (cell: string | undefined): string[] => [...(cell ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');

describe('docs/developers/formats.md', () => {
  test('names every type with category, fixed name and plan, and no other', () => {
    const categories = { settings: 'Settings', 'my-places': 'My Places', resources: 'Resources' };
    const rows = table(formats, '| what a person sees | category').map(([title, category, type, fixed, free]) => [
      title,
      category,
      quoted(type),
      quoted(fixed),
      free,
    ]);
    const lines = fileTypes.map((line) => [
      line.title,
      categories[line.category],
      line.type === 'FILE' ? ['FILE', ...(line.subTypes ?? [])] : [line.type],
      line.fixedName === undefined ? [] : [line.fixedName],
      line.free ? 'yes' : '',
    ]);
    expect(rows).toEqual(lines);
  });

  test('names every kind of FILE with folder and ending, and each is recognised so', () => {
    const rows = table(formats, '| kind of FILE').map(([kind, folder, endings]) => [
      quoted(kind)[0],
      kind?.includes('(map)'),
      quoted(folder)[0] ?? '',
      quoted(endings),
    ]);
    expect(rows).toEqual(fileSubTypes.map((kind) => [kind.name, kind.map === true, kind.folder, kind.endings ?? []]));
    for (const kind of fileSubTypes) {
      for (const ending of kind.endings ?? []) expect(subTypeOf(`X${ending}`)?.name).toBe(kind.name);
      if (kind.folder !== '' && kind.name !== 'tts_voice') expect(subTypeOf(`${kind.folder}x.bin`)?.name).toBe(kind.name);
      if (kind.map) expect(isMap({ type: 'FILE', name: `${kind.folder}x${kind.endings?.[0] ?? ''}` }), kind.name).toBe(true);
    }
  });
});

describe('docs/developers/api.md', () => {
  test('names every route with its method of the client', () => {
    const rows = table(api, '| method and path').map(([place, name, summary]) => [...quoted(place), ...quoted(name), summary]);
    expect(rows).toEqual(Object.entries<Route>(routes).map(([name, route]) => [`${route.method} ${route.path}`, name, route.summary]));
  });

  test('shows a batch that is one', async () => {
    const lines = [...api.matchAll(/^[0-9a-f]{4} {2}((?:[0-9a-f]{2} ?)+) .*$/gm)].map((match) => match[1] ?? '');
    const bytes = Buffer.from(lines.join('').replaceAll(' ', ''), 'hex');
    const input = (async function* (): AsyncGenerator<Uint8Array> {
      yield bytes;
    })();
    const items: { header: UploadHeader; content: string }[] = [];
    for await (const { header, body } of readBatch(input, { parse: (json) => UploadHeader.parse(json) })) {
      if (body instanceof Uint8Array) items.push({ header, content: gunzipSync(body).toString() });
    }
    expect(items).toEqual([
      { header: { type: 'GPX', name: 'hikes/Sunday.gpx', base: 0, clientTime: 1_775_034_000_000, length: 27 }, content: '<gpx/>\n' },
    ]);
    expect(bytes.readUInt32BE(0)).toBe(88);
    expect([bytes.indexOf('1f8b', 'hex'), bytes.length - 4]).toEqual([0x5c, 0x77]);
  });

  test('says the limits as they are', () => {
    expect(limits).toMatchObject({
      batchItems: 1000,
      batchBytes: 32 * 1024 * 1024,
      batchHeaderBytes: 32_768,
      nameBytes: 4096,
      typeBytes: 64,
    });
    for (const text of ['1,000 files and 32 MiB', 'at most 32,768', 'up to 1,000)']) expect(api).toContain(text);
    for (const text of ['4,096 bytes', '1 to 64 bytes']) expect(formats).toContain(text);
  });
});
