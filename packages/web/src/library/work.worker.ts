import { answer } from '../device/rpc.ts';
import type { Question, Reply } from '../device/rpc.ts';
import { derive } from '../device/index/derive.ts';
import { alongTrack } from './tasks/along.ts';
import * as edits from './tasks/edits.ts';
import { importFile } from './tasks/import-file.ts';
import { previewMerge } from './tasks/merge.ts';
import { openTrack } from './tasks/open-track.ts';
import { openPlan, planOverGpx, planToFile, planToGpx } from './tasks/plan.ts';

/** What takes more than a moment: reading tracks, reading files of other kinds, changing files. */
const calls = { ...edits, alongTrack, derive, importFile, openTrack, previewMerge, openPlan, planOverGpx, planToFile, planToGpx };
export type WorkCalls = typeof calls;

self.onmessage = ({ data }: MessageEvent<Question>) => {
  void answer(calls, data).then((reply) => self.postMessage(reply, { transfer: linesOf(reply) }));
};

/** The points of an opened track are handed over, not copied: there may be a million numbers. */
function linesOf(reply: Reply): ArrayBufferLike[] {
  const value = reply.ok ? reply.value : null;
  if (typeof value !== 'object' || value === null || !('lines' in value) || !Array.isArray(value.lines)) return [];
  return value.lines.flatMap((line: unknown) => (line instanceof Float64Array ? [line.buffer] : []));
}
