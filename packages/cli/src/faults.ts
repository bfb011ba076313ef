import { UsageError } from './arguments.ts';
import type { Format } from './format.ts';
import type { Words } from './words/words.ts';

/** Something that went wrong, in words: what happened, what was kept, what to do. */
export interface Fault {
  /** Stays the same through versions and languages; for scripts. */
  readonly code: string;
  readonly message: string;
  /** What to type or do next, where there is more to say than the message does. */
  readonly hints: readonly string[];
}

/** A fault found by a command itself; thrown and explained at the end like every other. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code: string;
  readonly hints: readonly string[];
  /** The result that was printed says so already: no second JSON document follows it. */
  readonly inResult: boolean;
  constructor(code: string, message: string, hints: readonly string[] = [], options: { cause?: unknown; inResult?: boolean } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.hints = hints;
    this.inResult = options.inResult === true;
  }
}

/** What `explainFault` may say about the surroundings. */
export interface FaultSurroundings {
  readonly words: Words;
  readonly server: string | undefined;
  readonly format: Format;
  command(rest: string): string;
}

/** Turns whatever was thrown into words for the person. */
export function explainFault(error: unknown, around: FaultSurroundings): Fault {
  if (error instanceof CommandError || error instanceof UsageError) {
    return {
      code: error instanceof CommandError ? error.code : 'usage',
      message: error.message,
      hints: error instanceof CommandError ? error.hints : [],
    };
  }
  if (error instanceof Error && error.name === 'ConfigError') return { code: 'settings', message: error.message, hints: [] };
  return spoken(error, speaking, around) ?? ofCause(error, around) ?? spoken(error, clients, around) ?? unexpected(error, around.words);
}

/** Causes that the machine names: the network, the disk, the certificate. Looked for through the whole chain of causes. */
function ofCause(error: unknown, { words, server = '' }: FaultSurroundings): Fault | null {
  const { faults } = words;
  for (const step of chain(error)) {
    const { code } = step;
    const say = (message: string): Fault => ({ code: faultCodes[code] ?? 'failed', message, hints: [] });
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return say(faults.unknownHost(server));
    if (code === 'ECONNREFUSED') return say(faults.refused(server));
    if (unreachable.has(code)) return say(faults.unreachable(server));
    if (brokenOff.has(code)) return say(faults.broken(server));
    if (/^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code)) {
      return { code: 'certificate', message: faults.tls(server, step.message), hints: [] };
    }
    if (code === 'EADDRINUSE') return say(faults.portInUse(String(step.port)));
    if (code === 'ENOSPC' || code === 'EDQUOT') return say(faults.diskFull);
    if (code === 'EROFS') return say(faults.readOnly(step.path));
    if (code === 'EACCES' || code === 'EPERM') return say(faults.denied(step.path));
  }
  return null;
}

const unreachable = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'EADDRNOTAVAIL']);
const brokenOff = new Set([
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ERR_STREAM_PREMATURE_CLOSE',
]);
const faultCodes: Readonly<Record<string, string>> = {
  ENOTFOUND: 'unknown-server',
  EAI_AGAIN: 'unknown-server',
  ECONNREFUSED: 'no-answer',
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EADDRINUSE: 'port-in-use',
  EROFS: 'denied',
  EACCES: 'denied',
  EPERM: 'denied',
  ...Object.fromEntries([...unreachable].map((code) => [code, 'offline'])),
  ...Object.fromEntries([...brokenOff].map((code) => [code, 'broken'])),
};

/** Errors that already say everything to a person: those of the catalogue, of the cloud and of the library. */
function spoken(error: unknown, names: ReadonlySet<string>, around: FaultSurroundings): Fault | null {
  if (!(error instanceof Error) || !names.has(error.name)) return null;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'failed';
  if (code === 'not-signed-in') {
    const { faults } = around.words;
    return { code, message: faults.signedOut, hints: [faults.signedOutHint(around.command('login SERVER EMAIL'))] };
  }
  return { code, message: waitingTime(error, code, around) ?? error.message, hints: [] };
}

/** The catalogue counts seconds; a person counts minutes. */
function waitingTime(error: Error, code: string, { words, format }: FaultSurroundings): string | null {
  const details: unknown = 'details' in error ? error.details : null;
  const seconds = typeof details === 'object' && details !== null && 'seconds' in details ? Number(details.seconds) : Number.NaN;
  if (!Number.isFinite(seconds)) return null;
  const span = format.span(seconds * 1000);
  const { tooManyMails, tooManyRequests, busy } = words.faults;
  const texts = new Map([
    ['too-many-mails', tooManyMails],
    ['too-many-requests', tooManyRequests],
    ['busy', busy],
  ]);
  return texts.get(code)?.(span) ?? null;
}
const speaking = new Set([
  'CairnError',
  'CloudError',
  'LibraryError',
  'SessionError',
  'FolderBusyError',
  'WatchError',
  'SourceError',
  'UpkeepError',
]);
/** An error of the client alone has words of its own, but the machine's cause says more. */
const clients = new Set(['ApiError']);

function unexpected(error: unknown, words: Words): Fault {
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'unexpected', message: words.faults.unexpected(sentence(message)), hints: [words.faults.unexpectedHint] };
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

interface Step {
  readonly code: string;
  readonly path: string;
  readonly message: string;
  readonly port: number;
}
/** An error, its causes, and the members of aggregates (a name with several addresses fails with one error for each). */
function* chain(error: unknown, depth = 0): Generator<Step> {
  if (!(error instanceof Error) || depth > 8) return;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const path = 'path' in error && typeof error.path === 'string' ? error.path : '';
  const port = 'port' in error && typeof error.port === 'number' ? error.port : 0;
  yield { code, path, message: error.message, port };
  if (error instanceof AggregateError) for (const member of error.errors) yield* chain(member, depth + 1);
  yield* chain(error.cause, depth + 1);
}
