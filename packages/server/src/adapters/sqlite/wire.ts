import { CairnError, isErrorName } from '@cairn/protocol';
import type { ErrorDetails } from '@cairn/protocol';
import type { Outcome } from './engine.ts';

/** An error as it travels between threads: structured cloning would lose its class. */
export interface PackedError {
  readonly name: string;
  readonly message: string;
  readonly code: string | null;
  readonly details: ErrorDetails | null;
  readonly stack: string | null;
}
export type PackedOutcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: PackedError };

/** Makes an outcome ready for `postMessage`; byte arrays that own their memory travel without a copy. */
export function packOutcome(outcome: Outcome): { outcome: PackedOutcome; transfer: ArrayBuffer[] } {
  if (!outcome.ok) return { outcome: { ok: false, error: packError(outcome.error) }, transfer: [] };
  return { outcome, transfer: ownedBuffers(outcome.value) };
}

/** The memory of the `bytes` of a value, where it has such a property of its own: the convention of commands with large arguments or answers. */
export function ownedBuffers(value: unknown): ArrayBuffer[] {
  if (typeof value !== 'object' || value === null || !('bytes' in value)) return [];
  const { bytes } = value;
  return bytes instanceof Uint8Array && bytes.buffer instanceof ArrayBuffer && bytes.byteLength > 0 ? [bytes.buffer] : [];
}

function packError(error: unknown): PackedError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), code: null, details: null, stack: null };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  return {
    name: error.name,
    message: error.message,
    code,
    details: error instanceof CairnError ? error.details : null,
    stack: error.stack ?? null,
  };
}

/** A database error that arrived from another thread: `code` is SQLite's, such as SQLITE_FULL. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: string;
  constructor(message: string, code: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** The error again, as a `CairnError` where the catalogue has it. */
export function unpackError(packed: PackedError): Error {
  if (packed.details !== null && packed.code !== null && isErrorName(packed.code)) return new CairnError(packed.code, packed.details);
  return new StoreError(packed.message, packed.code ?? packed.name, packed.stack);
}

/** Errors of SQLite in the words of the catalogue (R11): no space, or a flush that failed. Others pass unchanged. */
export function toCatalogue(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof CairnError || !('code' in error) || typeof error.code !== 'string') return error;
  if (error.code === 'SQLITE_FULL') return new CairnError('storage-full', {}, { cause: error });
  if (error.code.startsWith('SQLITE_IOERR') || error.code.startsWith('SQLITE_READONLY'))
    return new CairnError('read-only', {}, { cause: error });
  return error;
}
