import type { Context } from '../context.ts';
import { progressOn } from '../progress.ts';

export interface Done {
  readonly files: number;
  readonly filesTotal: number;
  readonly bytes: number;
  readonly bytesTotal: number;
}

/** Progress of an import by files and bytes, shown as that of a sync is. */
export function copyingOn(context: Context): { readonly tell: (done: Done) => void; readonly end: () => void } {
  const { output, words, now } = context;
  const { sync, moving } = words;
  const phase = { ...sync.phase, upload: moving.copying };
  const progress = progressOn(output, { ...words, sync: { ...sync, phase } }, now, true);
  return {
    tell: ({ files, filesTotal, bytes, bytesTotal }) =>
      progress.report({ phase: 'upload', filesDone: files, filesTotal, bytesDone: bytes, bytesTotal }),
    end: () => progress.end(),
  };
}
