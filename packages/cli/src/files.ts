import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { FileKey } from '@cairn/protocol';
import { meaningOfFile, placementOf } from '@cairn/protocol';
import type { Context } from './context.ts';
import { CommandError } from './faults.ts';
import { near } from './near.ts';
import { shownName } from './output.ts';

/** The path inside the folder by which a person knows a file; a file that no folder can hold is shown by type and name. */
export function pathOf(key: FileKey): string {
  const placement = placementOf(key);
  return placement.kind === 'impossible' ? `${key.type} ${key.name}` : placement.segments.join('/');
}
export function shownPath(key: FileKey): string {
  return shownName(pathOf(key));
}

/** A file that was typed, and how it may be shown. */
export interface Candidate {
  readonly key: FileKey;
  readonly path: string;
  /** No rule says that it is OsmAnd data: it counts when the cloud has it. */
  readonly onlyWhenInCloud: boolean;
}

/**
 * What a typed FILE may mean: the path inside the folder, or, from somewhere inside the folder, the path from there.
 * @throws CommandError when it lies outside, or is no OsmAnd data at all.
 */
export function candidates(context: Context, typed: string): Candidate[] {
  const { folder, here, words } = context;
  const places = isAbsolute(typed) ? [typed] : [resolve(folder, typed), resolve(here, typed)];
  const inside = [...new Set(places.map((place) => relative(folder, place)))].filter(
    (path) => path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path),
  );
  if (inside.length === 0) throw new CommandError('outside', words.files.outside(shownName(typed), folder));
  const found = inside.flatMap((path): Candidate[] => {
    const meaning = meaningOfFile(path.split(sep));
    return meaning.kind === 'file' || meaning.kind === 'known-only'
      ? [{ key: meaning.key, path: path.split(sep).join('/'), onlyWhenInCloud: meaning.kind === 'known-only' }]
      : [];
  });
  if (found.length === 0) throw new CommandError('not-osmand-data', words.files.foreign(shownName(typed)));
  return found;
}

/**
 * The one file that was meant, among those that `knows` (in the cloud, in a list); `all` are the names to suggest from.
 * @throws CommandError `unknown-file` with names that look alike, or `ambiguous`.
 */
export async function chosenFile(
  context: Context,
  typed: string,
  knows: (candidate: Candidate) => boolean | Promise<boolean>,
  all: () => Promise<Iterable<FileKey>>,
): Promise<FileKey> {
  const possible = candidates(context, typed);
  const known: Candidate[] = [];
  for (const candidate of possible) if (await knows(candidate)) known.push(candidate);
  const { files } = context.words;
  const [first, second] = known;
  if (first !== undefined && second === undefined) return first.key;
  if (first !== undefined && second !== undefined) {
    throw new CommandError(
      'ambiguous',
      files.ambiguous(
        shownName(typed),
        known.map(({ path }) => shownName(path)),
      ),
    );
  }
  if (possible.some((candidate) => candidate.onlyWhenInCloud && isHere(context, candidate.key))) {
    throw new CommandError('not-osmand-data', files.foreign(shownName(typed)));
  }
  const alike = near(typed, Array.from(await all(), pathOf)).map(shownName);
  throw new CommandError('unknown-file', files.unknown(shownName(typed)), alike.length === 0 ? [] : [files.near(alike)]);
}

/** Whether a file lies in the folder now. */
export function isHere(context: Context, key: FileKey): boolean {
  const placement = placementOf(key);
  return placement.kind === 'file' && existsSync(join(context.folder, ...placement.segments));
}
