import type { Progress, ProgressEvent } from '@cairn/sync';
import type { Output } from './output.ts';
import type { Words } from './words/words.ts';

type Step = Extract<ProgressEvent, { filesDone: number }>;

/** Time over which the rate is taken, milliseconds: long enough to be calm, short enough to be true. */
const rateWindow = 5000;
/** Events come by the thousand a second; the rate looks at one in so many milliseconds. */
const sampling = 100;
/** How often the line of a terminal and the JSON lines of a script are renewed, milliseconds. */
const renewal = { live: 100, json: 500, plain: 10_000 } as const;

/**
 * Shows how a sync goes on: one line that is rewritten at a terminal, a plain line now and then elsewhere, JSON lines with `--json`.
 * (where `tellsScripts`: a command that promises one document prints one). What became of single files is in the result at the end; only in JSON every one of them is told as it happens.
 */
export function progressOn(output: Output, words: Words, now: () => number, tellsScripts: boolean): Progress & { end(): void } {
  let shown = Number.NEGATIVE_INFINITY;
  let phase = '';
  let trail: { at: number; bytes: number }[] = [];

  const sample = (at: number, { bytesDone }: Step): void => {
    if (at - (trail.at(-1)?.at ?? Number.NEGATIVE_INFINITY) < sampling) return;
    trail.push({ at, bytes: bytesDone });
    while ((trail[0]?.at ?? at) < at - rateWindow) trail.shift();
  };
  const rate = (at: number, { bytesDone }: Step): number => {
    const [first] = trail;
    const span = first === undefined ? 0 : at - first.at;
    return first === undefined || span < 500 ? 0 : ((bytesDone - first.bytes) * 1000) / span;
  };

  return {
    report(event) {
      if (output.json && !tellsScripts) return;
      if (event.phase === 'file') {
        const { key, action, outcome, reason } = event;
        output.event({ file: { ...key, action, outcome, ...(reason === undefined ? {} : { reason }) } });
        return;
      }
      const at = now();
      const due = (every: number): boolean => at - shown >= every;
      const begun = event.phase !== phase;
      if (begun) {
        phase = event.phase;
        trail = [];
      }
      const complete = event.filesTotal > 0 && event.filesDone === event.filesTotal;
      sample(at, event);
      if (output.json) {
        if (!begun && !complete && !due(renewal.json)) return;
        const { filesDone, filesTotal, bytesDone, bytesTotal } = event;
        output.event({ progress: { phase: event.phase, filesDone, filesTotal, bytesDone, bytesTotal } });
      } else if (output.live) {
        if (!begun && !complete && !due(renewal.live)) return;
        output.progress(lineOf(event, rate(at, event), output, words));
      } else {
        if (!due(renewal.plain) || event.phase === 'scan' || event.phase === 'compare') return;
        if (shown === Number.NEGATIVE_INFINITY) {
          shown = at;
          return;
        }
        output.say(lineOf(event, rate(at, event), output, words));
      }
      shown = at;
    },
    end: () => output.progress(''),
  };
}

/** "Uploading  120 of 5,000 files, 12 MB of 584 MB, 30 MB/s, about 20 seconds left". */
function lineOf(step: Step, bytesPerSecond: number, output: Output, words: Words): string {
  const { format } = output;
  const text = words.sync;
  const parts = [text.phase[step.phase]];
  if (step.filesTotal > 0) parts.push(text.progress(format.number(step.filesDone), format.number(step.filesTotal)));
  if (step.bytesTotal > 0) parts.push(text.bytes(format.size(step.bytesDone), format.size(step.bytesTotal)));
  if (bytesPerSecond > 0 && step.bytesDone < step.bytesTotal) {
    parts.push(text.rate(format.size(Math.round(bytesPerSecond))));
    parts.push(text.left(format.span(((step.bytesTotal - step.bytesDone) / bytesPerSecond) * 1000)));
  }
  const [first = '', ...rest] = parts;
  return rest.length === 0 ? first : `${first}  ${rest.join(', ')}`;
}
