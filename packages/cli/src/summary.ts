import { rows as reasons } from '@cairn/sync';
import type { Line, SyncResult } from '@cairn/sync';
import { resolveLine } from './choices.ts';
import type { Context } from './context.ts';
import { shownPath } from './files.ts';
import { shownName } from './output.ts';
import { status } from './status.ts';
import type { Status } from './status.ts';

/** Most files that a summary names of those that went well; what went otherwise is always named. */
const namedMost = 8;
const ordinary: ReadonlySet<string> = new Set([
  reasons['new-here'],
  reasons['changed-here'],
  reasons['new-there'],
  reasons['changed-there'],
  reasons['deleted-here'],
  reasons['deleted-there'],
]);

/** What a sync did, for a person. */
export function summaryOf(result: SyncResult, context: Context): string[] {
  const { words, output } = context;
  const { format } = output;
  const text = words.sync;
  const files = (count: number) => words.fileCount(count, format.number(count));
  const size = (lines: readonly Line[]) => {
    const bytes = lines.reduce((sum, line) => sum + line.size, 0);
    return bytes === 0 ? '' : format.size(bytes);
  };
  const lines: string[] = [];
  // Texts are made only for what happened: the first number that is written costs milliseconds.
  const group = (done: readonly Line[], head: (files: string, size: string) => string) => {
    if (done.length > 0) lines.push(head(files(done.length), size(done)), ...named(done));
  };
  group(result.uploaded, text.uploaded);
  group(result.downloaded, text.downloaded);
  group(result.merged, text.merged);
  const renamed = result.renamed.reduce((sum, line) => sum + (line.isFolder ? line.files : 1), 0);
  if (renamed > 0) {
    lines.push(text.renamed(files(renamed)));
    for (const line of result.renamed.slice(0, namedMost)) lines.push(`  ${shownPath(line.from)} → ${shownPath(line.key)}`);
    if (result.renamed.length > namedMost) lines.push(`  ${words.status.more(format.number(result.renamed.length - namedMost))}`);
  }
  const here = result.deleted.filter(({ where }) => where === 'here');
  const there = result.deleted.filter(({ where }) => where === 'cloud');
  group(there, text.deletedCloud);
  group(here, text.deletedHere);
  if (result.adopted > 0 && lines.length === 0) lines.push(text.adopted(files(result.adopted)));
  lines.push(...result.untouched.map(({ key, words: why }) => `${shownPath(key)}: ${why}`));
  return [...lines, ...openMatters(result, context)];
}

/** What was not done, and what to do about it. */
function openMatters(result: SyncResult, context: Context): string[] {
  const { words, output } = context;
  const files = (count: number) => words.fileCount(count, output.format.number(count));
  const lines: string[] = [];
  if (result.conflicts.length > 0) {
    lines.push(output.paint('yellow', words.sync.conflicts(files(result.conflicts.length))));
    for (const row of result.conflicts) lines.push(`  ${shownPath(row.key)}`, ...row.reasons.map((reason) => `    ${reason}`));
    const [first] = result.conflicts;
    if (first !== undefined) lines.push(words.status.toResolve(context.command(resolveLine(first))));
  }
  if (result.failed.length > 0) {
    lines.push(output.paint('red', words.sync.failed(files(result.failed.length))));
    for (const { key, path, reason } of result.failed)
      lines.push(`  ${key === undefined ? shownName(path ?? '') : shownPath(key)}`, `    ${reason}`);
    lines.push(words.sync.tryAgain);
  }
  return lines;
}

/** Files by name while they are few; those with which something unusual happened always, with what it was. */
function named(done: readonly Line[]): string[] {
  const shown = done.length > namedMost ? done.filter(isRemarkable) : done;
  return shown.flatMap((line) => [`  ${shownPath(line.key)}`, ...(isRemarkable(line) ? [`    ${line.words}`] : [])]);
}
function isRemarkable({ words }: Line): boolean {
  return !ordinary.has(words);
}

/** Exit status of a sync: what failed weighs more than what is in conflict. */
export function statusOf(result: SyncResult): Status {
  if (result.failed.length > 0 || result.stopped !== null || result.cancelled) return status.failed;
  return result.conflicts.length > 0 ? status.conflicts : status.done;
}
