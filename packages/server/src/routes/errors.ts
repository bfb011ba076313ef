import type { IncomingMessage } from 'node:http';
import { CairnError, errors } from '@cairn/protocol';
import type { ErrorBody } from '@cairn/protocol';

/** The catalogue's word for anything that was thrown; what is not ours is `internal` and tells nothing of itself. */
export function asCatalogued(error: unknown, requestId: string): CairnError {
  if (error instanceof CairnError) return error;
  const { code, status } = frameFault(error);
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new CairnError('payload-too-large');
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new CairnError('bad-request', { reason: 'its content type is not one that this address takes' });
  if (status >= 400 && status < 500) return new CairnError('bad-request', { reason: 'the body or the address cannot be read' });
  return new CairnError('internal', { request: requestId }, { cause: error });
}

/** Whether the client went away while it sent: no fault of the server. */
export function brokeOff(request: IncomingMessage): boolean {
  return request.destroyed && !request.complete;
}
/** Whether this is what a reader of the body of such a request meets. */
export function isBrokenBody(error: unknown, request: IncomingMessage): boolean {
  return brokeOff(request) && ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'].includes(frameFault(error).code);
}

/** The one form of an error in our own API. */
export function errorBody(error: CairnError): ErrorBody {
  const entry = errors[error.code];
  const details =
    Object.keys(error.details).length === 0 ? {} : { details: JSON.parse(JSON.stringify(error.details)) as Record<string, never> };
  return {
    error: { code: error.code, ...('errorCode' in entry ? { errorCode: entry.errorCode } : {}), message: error.message, ...details },
  };
}

/** Headers that belong to an error: when to come back, how to sign in. */
export function errorHeaders(error: CairnError): Readonly<Record<string, string>> {
  const { seconds } = error.details;
  return {
    ...(typeof seconds === 'number' && (error.status === 429 || error.status === 503)
      ? { 'retry-after': String(Math.max(1, seconds)) }
      : {}),
    ...(error.code === 'too-many-tries' ? { 'retry-after': '86400' } : {}),
    ...(error.status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
  };
}

function frameFault(error: unknown): { code: string; status: number } {
  if (!(error instanceof Error)) return { code: '', status: 500 };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  return { code, status };
}
