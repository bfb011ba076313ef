import type { ErrorDetails } from './errors.ts';

/** What a client finds out by itself, without an error of the server's catalogue. */
export const clientErrors = {
  unreachable: {
    kind: 'offline',
    text: 'The server {server} cannot be reached. Nothing was changed here; check the address and the connection, then try again.',
  },
  'connection-lost': {
    kind: 'offline',
    text: 'The connection to {server} broke in the middle of an answer. What has arrived is kept; try again.',
  },
  'not-cairn': {
    kind: 'broken',
    text: 'What answers at {server} does not answer as a Cairn server does (HTTP status {status}). Nothing was changed here; check the address, or a proxy before the server.',
  },
  'broken-answer': {
    kind: 'broken',
    text: 'The answer of {server} is damaged. What arrived whole before it is kept; try again.',
  },
  redirected: {
    kind: 'broken',
    text: 'The server {server} sends its clients elsewhere. Nothing was sent there; use the address that it names: {location}.',
  },
  'server-address': {
    kind: 'broken',
    text: 'This is not the address of a server: {server}. It begins with http:// or https:// and holds no name or password.',
  },
} as const satisfies Record<string, { kind: 'offline' | 'broken'; text: string }>;
export type ClientErrorName = keyof typeof clientErrors;

interface ApiErrorFacts {
  /** `offline`: no answer came through. `broken`: an answer that means nothing. `refused`: the server's own error. */
  readonly kind: 'offline' | 'broken' | 'refused';
  /** Name in the server's catalogue (`errors.ts`; a newer server may have others) or in `clientErrors`. */
  readonly code: string;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly message: string;
  readonly details?: ErrorDetails;
  /** How long the server asks to wait before the next try, milliseconds. */
  readonly retryAfterMs?: number;
}

/** A request that did not give what was asked for; `message` says so to a person. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly kind: ApiErrorFacts['kind'];
  readonly code: string;
  readonly status: number;
  readonly details: ErrorDetails;
  readonly retryAfterMs: number | null;
  constructor(facts: ApiErrorFacts, options?: { cause?: unknown }) {
    super(facts.message, options);
    this.kind = facts.kind;
    this.code = facts.code;
    this.status = facts.status;
    this.details = facts.details ?? {};
    this.retryAfterMs = facts.retryAfterMs ?? null;
  }
}

/** An error of the client's own. */
export function clientError(code: ClientErrorName, facts: Readonly<Record<string, string>>, status = 0, cause?: unknown): ApiError {
  const { kind, text } = clientErrors[code];
  const message = text.replace(/\{(\w+)\}/g, (_, key: string) => facts[key] ?? (key === 'status' ? String(status) : '?'));
  return new ApiError({ kind, code, status, message, details: facts }, { cause });
}

/** The error in an answer of the server; null when the body is not one of its errors. */
export function refusalOf(status: number, body: string, retryAfter: string | null): ApiError | null {
  const error = errorIn(body);
  if (error === null) return null;
  const seconds = Number(retryAfter ?? Number.NaN);
  return new ApiError({
    kind: 'refused',
    code: error.code,
    status,
    message: error.message,
    details: error.details,
    ...(Number.isFinite(seconds) && seconds >= 0 ? { retryAfterMs: seconds * 1000 } : {}),
  });
}

function errorIn(body: string): { code: string; message: string; details: ErrorDetails } | null {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return null;
  }
  const error = property(json, 'error');
  const [code, message, details] = [property(error, 'code'), property(error, 'message'), property(error, 'details')];
  if (typeof code !== 'string' || typeof message !== 'string') return null;
  return { code, message, details: isDetails(details) ? details : {} };
}
function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
function isDetails(value: unknown): value is ErrorDetails {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
