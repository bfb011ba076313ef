import { encodeBatch } from '@cairn/protocol';
import type { Shot, Wanted } from './generator.ts';
import { allDone } from './shots.ts';

/** A device of a copied account: its credential is that of the model with another number. */
export interface Owner {
  readonly account: number;
  readonly device: number;
  readonly token: string;
}

/** The same device in a copy of its account. */
export function ownerIn(model: Owner, account: number): Owner {
  return { ...model, account, token: model.token.replace(/^cairn_\d+_/, `cairn_${account}_`) };
}

export function ownerOf(token: string): Owner {
  const [, account, device] = /^cairn_(\d+)_(\d+)_/.exec(token) ?? [];
  if (account === undefined) throw new Error('this is no token of a device');
  return { account: Number(account), device: Number(device), token };
}

/** `GET`, as a device that unpacks answers sends it. */
export function getShot(path: string, { token }: Owner): Shot {
  const lines = [`GET ${path} HTTP/1.1`, 'Host: 127.0.0.1', `Authorization: Bearer ${token}`, 'Accept-Encoding: gzip'];
  return { parts: [Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')] };
}

/** What an app of OsmAnd asks for at each look: every version of every file. */
export function appListShot({ token, device }: Owner): Shot {
  const path = `/userdata/list-files?deviceid=${device}&accessToken=${token}&allVersions=true`;
  return { parts: [Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: deflate, gzip\r\n\r\n`, 'latin1')] };
}

/** `POST /api/v1/upload` of one photo that does not shrink. */
export function photoShot(member: Buffer, name: string, { token }: Owner): Shot {
  const header = { type: 'FILE', name, base: 0, clientTime: 1_700_000_000_000, length: member.length };
  const body = encodeBatch([{ header, body: member }]);
  const head = [
    'POST /api/v1/upload HTTP/1.1',
    'Host: 127.0.0.1',
    `Authorization: Bearer ${token}`,
    'Content-Type: application/vnd.cairn.batch',
    `Content-Length: ${body.length}`,
  ].join('\r\n');
  return { parts: [Buffer.from(`${head}\r\n\r\n`, 'latin1'), body] };
}

export const isWhole: Wanted = (status) => status === 200;
export const isStored: Wanted = (status, body) => allDone(status, body, 1);
