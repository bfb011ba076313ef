import type { Unavailable } from '../../ports/stores.ts';

/**
 * `outage`: down, slow or garbled; `overload`: it asked to be let alone; `credentials`: it does not take ours; `unclear`: it answered, but
 * not what we asked (that says nothing about the next question).
 */
export type SilenceKind = 'outage' | 'overload' | 'credentials' | 'unclear';

/** A store that cannot tell now. Travels inside an adapter only: at its edge it becomes `unavailable`. */
export class StoreSilence extends Error {
  override readonly name = 'StoreSilence';
  readonly kind: SilenceKind;

  /** @param detail for the log and the operator: no token, no address, no credential in it */
  constructor(kind: SilenceKind, detail: string) {
    super(detail);
    this.kind = kind;
  }
}

export function unavailable(detail: string): Unavailable {
  return { outcome: 'unavailable', detail };
}
