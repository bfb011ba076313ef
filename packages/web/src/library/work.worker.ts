import { answer } from '../device/rpc.ts';
import type { Question } from '../device/rpc.ts';
import * as edits from './tasks/edits.ts';
import { importFile } from './tasks/import-file.ts';
import { openTrack } from './tasks/open-track.ts';

/** What takes more than a moment: reading tracks, reading files of other kinds, changing files. */
const calls = { ...edits, importFile, openTrack };
export type WorkCalls = typeof calls;

self.onmessage = ({ data }: MessageEvent<Question>) => {
  void answer(calls, data).then((reply) => self.postMessage(reply));
};
