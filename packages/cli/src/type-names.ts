import { fileSubTypes, fileTypes } from '@cairn/protocol';
import { UsageError } from './arguments.ts';
import type { Words } from './words/words.ts';

/** One line of "what to back up" as it may be typed, and what it is in the cloud. */
export interface TypeLine {
  /** How it is typed: `GPX`, or `FILE/rendering` for a folder of other files. */
  readonly id: string;
  readonly title: string;
  readonly parts: readonly { readonly type: string; readonly prefix?: string }[];
}

/** Every line that can be named. A line of FILE is known by its folders; those that have none cannot be named alone. */
export const typeLines: readonly TypeLine[] = fileTypes.flatMap((line): TypeLine[] => {
  if (line.type !== 'FILE') return [{ id: line.type, title: line.title, parts: [{ type: line.type }] }];
  const folders = fileSubTypes
    .filter((kind) => line.subTypes?.includes(kind.name) === true && kind.folder !== '')
    .map((kind) => kind.folder);
  const own = [...new Set(folders)].filter((folder) => folder !== 'tracks/');
  return own.map((prefix) => ({ id: `FILE/${prefix.slice(0, -1)}`, title: line.title, parts: [{ type: 'FILE', prefix }] }));
});

/** The line that was typed, by its type, or by what a person calls it. @throws UsageError naming all of them. */
export function lineOf(typed: string, words: Words): TypeLine {
  const wanted = typed.toLowerCase();
  const found =
    typeLines.find((line) => line.id.toLowerCase() === wanted) ??
    typeLines.find((line) => line.title.toLowerCase() === wanted) ??
    exportLine(wanted);
  if (found !== undefined) return found;
  throw new UsageError(words.usage.noSuchType(typed, [...new Set(typeLines.map((line) => line.id))]));
}

function exportLine(wanted: string): TypeLine | undefined {
  const line = fileTypes.find((one) => one.exportType.toLowerCase() === wanted);
  return line === undefined ? undefined : typeLines.find((one) => one.title === line.title);
}
