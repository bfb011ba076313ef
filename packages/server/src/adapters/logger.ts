import { pino } from 'pino';
import type { DestinationStream } from 'pino';
import type { Logger } from '../ports/logger.ts';

/** What must never reach a line, whatever message of whatever library carries it (R69). */
const secrets: readonly [RegExp, string][] = [
  [/cairn_(\d+)_(\d+)_[A-Za-z0-9_-]+/g, 'cairn_$1_$2_[redacted]'],
  [/(\b\w+:\/\/)[^\s/@]+@/g, '$1[redacted]@'],
  [/\?[^\s"'\\]*=[^\s"'\\]*/g, '?[redacted]'],
  [/\b(bearer|basic)\s+[^\s"'\\]+/gi, '$1 [redacted]'],
  [/(__Host-)?cairn=[^\s;"'\\]+/g, 'cairn=[redacted]'],
];

/** A line with everything taken out that looks like a secret. */
export function redacted(line: string): string {
  return secrets.reduce((text, [pattern, instead]) => text.replace(pattern, instead), line);
}

/** One JSON object a line on standard output; a newline in a value is escaped, so a name cannot make a line of its own. */
export function makeLogger(level: string, out: DestinationStream = pino.destination({ dest: 1, sync: true })): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact: { paths: ['err.config', 'err.address'], remove: true } },
    { write: (line: string) => out.write(redacted(line)) },
  );
}
