import type { Context } from '../context.ts';
import { shownPath } from '../files.ts';
import { shownName } from '../output.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';
import { isoOrNull } from '../times.ts';
import type { Report } from './report.ts';

/** Most lines that name what was kept, failed or left out; in JSON all of them stand. */
const namedMost = 20;

/** Shows what an import did, and says how it ended: 1 when something failed, 3 when something was kept that differs. */
export function showReport(context: Context, report: Report, about: { readonly versions: boolean; readonly replace: string }): Status {
  const { output, words } = context;
  output.show(rowOf(report), () => linesOf(context, report, about));
  if (report.failed.length > 0) output.say(words.moving.failedHint);
  if (report.isStopped) output.say(words.moving.stopped);
  else if (report.files > 0) output.say(words.moving.next(context.command('sync')));
  if (report.failed.length > 0 || report.isStopped) return status.failed;
  return report.kept.length > 0 ? status.conflicts : status.done;
}

function rowOf(report: Report): object {
  const { files, versions, bytes, deletions, thereFiles, maps, unreadable, kept, failed, foreign, isStopped } = report;
  return {
    copied: { files, versions, bytes },
    deleted: deletions,
    same: thereFiles,
    kept: kept.map(({ key, why }) => ({ ...key, why })),
    failed: failed.map(({ key, time, code, reason }) => ({
      ...key,
      ...(time === null ? {} : { uploaded: isoOrNull(time) }),
      code,
      reason,
    })),
    maps: maps.map(({ type, name }) => ({ type, name })),
    ...(foreign.length === 0 ? {} : { foreign }),
    ...(unreadable === 0 ? {} : { unreadable }),
    stopped: isStopped,
  };
}

function linesOf(context: Context, report: Report, about: { readonly versions: boolean; readonly replace: string }): string[] {
  const { output, words } = context;
  const { format } = output;
  const { moving } = words;
  const files = (count: number) => words.fileCount(count, format.number(count));
  const size = report.bytes === 0 ? '' : format.size(report.bytes);
  const versions = moving.versionCount(report.versions, format.number(report.versions));
  const lines: string[] = [];
  const add = (when: boolean, line: () => string) => {
    if (when) lines.push(line());
  };
  const named = (rows: readonly (readonly string[])[]) => {
    for (const row of rows.slice(0, namedMost)) lines.push(...row);
    if (rows.length > namedMost) lines.push(`  ${words.status.more(format.number(rows.length - namedMost))}`);
  };
  add(report.versions > 0, () =>
    about.versions ? moving.copied(files(report.files), versions, size) : moving.taken(files(report.files), size),
  );
  add(report.deletions > 0, () => moving.deletions(files(report.deletions)));
  add(report.thereFiles > 0 && report.files > 0, () => moving.there(files(report.thereFiles)));
  add(report.maps.length > 0, () => moving.maps(files(report.maps.length)));
  add(report.unreadable > 0, () => moving.unreadable(format.number(report.unreadable)));
  if (report.foreign.length > 0) {
    lines.push(moving.foreign(files(report.foreign.length)));
    named(report.foreign.map(({ path, reason }) => [`  ${shownName(path)}${reason === '' ? '' : `: ${reason}`}`]));
  }
  if (report.kept.length > 0) {
    lines.push(output.paint('yellow', moving.kept(files(report.kept.length))));
    named(report.kept.map(({ key, why }) => [`  ${shownPath(key)}`, `    ${moving.keptWhy[why]}`]));
    lines.push(moving.keptHint(about.replace));
  }
  if (report.failed.length > 0) {
    lines.push(output.paint('red', moving.failed(files(report.failed.length))));
    named(
      report.failed.map(({ key, time, reason }) => [
        `  ${shownPath(key)}`,
        `    ${time === null ? '' : `${moving.failedVersion(format.moment(time))}: `}${reason}`,
      ]),
    );
  }
  if (lines.length === 0) lines.push(report.thereFiles > 0 || report.thereVersions > 0 ? moving.nothing : moving.empty);
  return lines;
}
