import type { FileKey } from '@cairn/protocol';
import type { Base, CloudState, Facts, LocalFile } from '../src/index.ts';
import type { Judged, Rules, View } from '../src/judge.ts';
import { idOf } from '../src/keys.ts';

/**
 * What the three sides say of one name, in short. A letter is a content of one byte. `base`: a content, `-` = nothing is there, `kept a` =
 * kept here only. `here`: a content, `?` = one that is not hashed yet. `cloud`: a content with the number of its file (`a 1`), `deleted`,
 * `deleted there`, or `moved 1`.
 */
export interface Sides {
  readonly type?: string;
  readonly base?: string;
  readonly here?: string;
  readonly cloud?: string;
  /** Bytes of what is here. */
  readonly size?: number;
  /** Bytes of what was agreed on. */
  readonly baseSize?: number;
}

/** What was agreed on is number 5, what the cloud says is number 9. */
export function factsOf(all: Readonly<Record<string, Sides>>): Facts[] {
  return Object.entries(all).map(([name, { type = 'GPX', base, here, cloud, size = 1, baseSize = 1 }]) => {
    const key = { type, name };
    return {
      key,
      ...(base === undefined ? {} : { base: baseOf(base, baseSize) }),
      ...(here === undefined ? {} : { local: localOf(key, here, size) }),
      ...(cloud === undefined ? {} : { cloud: newsOf(key, cloud) }),
    };
  });
}
function baseOf(text: string, size: number): Base {
  if (text === '-') return { seq: 5, kind: 'absent' };
  const [hash = ''] = text.split(' ').reverse();
  return { seq: 5, kind: text === hash ? 'content' : 'cloud-only-deleted', hash, size };
}
function localOf(key: FileKey, text: string, size: number): LocalFile {
  return { key, size, modified: 0, ...(text === '?' ? {} : { hash: text }) };
}
function newsOf(key: FileKey, text: string): CloudState {
  const [what = '', more = '1'] = text.split(' ');
  const version = { ...key, seq: 9, stamp: 1, device: null, file: Number(more) };
  if (what === 'moved') return { ...version, kind: 'moved', to: key };
  if (what === 'deleted') return { ...version, file: 1, kind: 'deletion', scope: more === 'there' ? 'cloud' : 'everywhere' };
  return { ...version, kind: 'content', hash: what, size: 1, stored: 1, clientTime: 0 };
}

export const everything: Rules = { isOff: () => false, isMergeable: () => false, isRemembered: () => false };

export function viewOf(all: readonly Facts[], unknown: readonly string[] = []): View {
  const byId = new Map(all.map((facts) => [idOf(facts.key), facts]));
  return {
    base: (id) => byId.get(id)?.base,
    local: (id) => byId.get(id)?.local,
    news: (id) => byId.get(id)?.cloud,
    isUnknown: (id) => unknown.some((name) => id.endsWith(`\0${name}`)),
    allBases: () =>
      all.flatMap(({ key, base }): [string, { key: FileKey; base: Base }][] => (base === undefined ? [] : [[idOf(key), { key, base }]])),
    allNews: () => all.flatMap(({ key, cloud }): [string, CloudState][] => (cloud === undefined ? [] : [[idOf(key), cloud]])),
  };
}

/** A verdict in one line: what is done, why, and with what. */
export function lineOf({ key, verdict }: Judged): string {
  const line = `${key.name}: ${verdict.do} ${verdict.row}`;
  switch (verdict.do) {
    case 'rename-there':
      return `${line} from ${verdict.from.name}, base ${verdict.base}${verdict.head === null ? '' : `, head ${verdict.head.hash}`}`;
    case 'rename-here':
      return `${line} to ${verdict.to.name}, gone ${verdict.gone.key.name} ${verdict.gone.seq}`;
    case 'rename-folder-there':
      return `${line} to ${verdict.to} (${verdict.members.map(({ key: { name }, verdict: { from } }) => `${from.name} > ${name}`).join(', ')})`;
    case 'upload':
    case 'delete-there':
      return `${line}, base ${verdict.base}`;
    case 'delete-here':
      return `${line}, number ${verdict.seq}`;
    case 'merge':
      return `${line}, ancestor ${verdict.ancestor?.hash ?? 'none'}`;
    default:
      return line;
  }
}
