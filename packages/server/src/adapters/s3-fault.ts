/**
 * What a fault of the object store means for the one who asked:
 * `absent` there is no such thing; `refused` it was understood and not done, and will not be next time; `full` no space, or over a quota;
 * `doubt` it may have been done or not: a look at what is there decides (R20).
 */
export type FaultKind = 'absent' | 'refused' | 'full' | 'doubt';

export class S3Fault extends Error {
  override readonly name = 'S3Fault';
  readonly kind: FaultKind;
  constructor(kind: FaultKind, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.kind = kind;
  }
}

const absentNames = new Set(['NoSuchKey', 'NotFound', 'NoSuchUpload']);
const fullNames = new Set(['QuotaExceeded', 'EntityTooLarge', 'InsufficientStorage', 'XMinioStorageFull', 'StorageFull']);
/** Refusals of the moment: the same request may be right a moment later. */
const passing = new Set([
  'SlowDown',
  'RequestTimeout',
  'ServiceUnavailable',
  'InternalError',
  'OperationAborted',
  'BadDigest',
  'InvalidPart',
]);

/** An error of the SDK as a fault. Everything that nobody knows is doubt. */
export function faultOf(error: unknown): S3Fault {
  if (error instanceof S3Fault) return error;
  const name = error instanceof Error ? error.name : '';
  const status = statusOf(error);
  // Never the error's own text alone: it holds no key, but the sentence should say who speaks.
  const told = `the object store: ${name === '' ? String(error) : name}${status === null ? '' : ` (${status})`}`;
  return new S3Fault(kindOf(name, status), told, { cause: error });
}

function kindOf(name: string, status: number | null): FaultKind {
  if (fullNames.has(name) || status === 507) return 'full';
  if (passing.has(name) || status === null || status >= 500 || status === 408 || status === 429) return 'doubt';
  if (absentNames.has(name) || (status === 404 && name !== 'NoSuchBucket')) return 'absent';
  return status >= 400 ? 'refused' : 'doubt';
}

function statusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return null;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return null;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : null;
}
