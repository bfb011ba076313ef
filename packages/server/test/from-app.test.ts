import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { Room } from '../src/library/room.ts';
import { takeFromApp } from '../src/library/from-app.ts';
import { unpackHere } from '../src/adapters/unpack/in-thread.ts';
import type { Unpacker } from '../src/ports/unpacker.ts';
import { noise, TestLibrary } from './support/library.ts';

const file = { type: 'GPX', name: 'a.gpx', clientTime: 1 };
async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
/** Says how contents were looked at. */
function watched(): { unpacker: Unpacker; ways: string[] } {
  const ways: string[] = [];
  const unpacker: Unpacker = {
    ...unpackHere,
    inspect: (packet, limit) => {
      ways.push('whole');
      return unpackHere.inspect(packet, limit);
    },
    follow: (source, limit) => {
      ways.push('followed');
      return unpackHere.follow(source, limit);
    },
  };
  return { unpacker, ways };
}

test('R35 an upload is gathered while there is room for it and followed as it comes when there is none; either way it is whole', async () => {
  const { unpacker, ways } = watched();
  const wholeRoom = new Room(8 * 1000 + 1);
  const library = await TestLibrary.open({ inlineBytes: 1000, ctx: { unpacker, wholeRoom } });
  const send = (name: string, bytes: Uint8Array) => takeFromApp(library.ctx, library.who, { ...file, name }, pieces(gzipSync(bytes), 300));
  const contents = new Map([
    ['inline', noise(500)],
    ['small', noise(5000)],
    ['large', noise(20_000)],
  ]);
  for (const [name, bytes] of contents) await send(name, bytes);
  expect(ways).toEqual(['whole', 'whole', 'followed']);
  expect(wholeRoom.take(8000)).toBe(true);
  await send('no room', noise(5000, 'other'));
  expect(ways.at(-1)).toBe('followed');
  wholeRoom.giveBack(8000);
  await send('room again', noise(5000, 'third'));
  expect(ways.at(-1)).toBe('whole');
  for (const [at, bytes] of [...contents.values()].entries()) expect((await library.readBytes(at + 1)).equals(bytes)).toBe(true);
  expect(await library.audit()).toEqual([]);
});

test('R35 C35 room is given back by an upload that is refused or broken off', async () => {
  const wholeRoom = new Room(8000);
  const library = await TestLibrary.open({ inlineBytes: 1000, ctx: { wholeRoom } });
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield noise(2000);
    throw new Error('the phone went away');
  }
  for (const body of [broken(), pieces(noise(5000), 300), pieces(noise(20_000), 300)])
    await expect(takeFromApp(library.ctx, library.who, file, body)).rejects.toThrow();
  expect(wholeRoom.take(8000)).toBe(true);
  expect(await library.audit()).toEqual([]);
});
