import { CairnError } from '@cairn/protocol';

/** Seconds after which a device tries again when the database was not there. */
const comeBackSeconds = 5;

/** SQLSTATE of an error of PostgreSQL, or the code of an error of the connection; empty for others. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Two transactions met, and one has to be done again from its beginning: nothing of it stays. */
export function isToRepeat(error: unknown): boolean {
  return ['40001', '40P01'].includes(codeOf(error)) || isMadeTwice(error);
}

/** Both made the row of a purchase that neither found: the one that comes again finds it. */
function isMadeTwice(error: unknown): boolean {
  return codeOf(error) === '23505' && error instanceof Error && 'constraint' in error && error.constraint === 'purchase_pkey';
}

/** A transaction that could not be taken back: the connection is still in it, and must not be used by anybody else. */
export class StuckTransaction extends Error {
  override readonly name = 'StuckTransaction';
  constructor(cause: unknown) {
    super('a transaction could not be taken back', { cause });
  }
}

/** The connection is of no use any more: broken, in the middle of a transaction, or it leads to a server that takes no writes (a former primary). */
export function isBroken(error: unknown): boolean {
  if (error instanceof StuckTransaction) return true;
  const code = codeOf(error);
  if (code === '25006' || code.startsWith('08') || code.startsWith('57P')) return true;
  if (/^E[A-Z_]+$/.test(code)) return true;
  return error instanceof Error && code === '' && /connection|timeout|not queryable|socket/i.test(error.message);
}

/** Errors of the database in the words of the catalogue (R11, R40). Others pass unchanged: they are faults of this program. */
export function toCatalogue(error: unknown): unknown {
  if (error instanceof CairnError) return error;
  const code = codeOf(error);
  if (code === '53100') return new CairnError('storage-full', {}, { cause: error });
  if (code === '58030') return new CairnError('read-only', {}, { cause: error });
  // Out of connections or memory, statement or lock took too long, met too often: later it works.
  const busy = code.startsWith('53') || ['57014', '55P03'].includes(code) || isToRepeat(error) || isBroken(error);
  return busy ? new CairnError('busy', { seconds: comeBackSeconds }, { cause: error }) : error;
}
