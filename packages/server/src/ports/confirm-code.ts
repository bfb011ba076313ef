import type { CodeOwner, Presented, Refused } from './account-store.ts';

/** OsmAnd's apps ask whether a code is right before they use it. */
export interface ConfirmCode {
  /** Judges a code without spending it; a wrong try wears the code and the budget as everywhere (R52). */
  confirmCode(owner: CodeOwner, presented: Presented, now: number): Promise<Refused | { readonly outcome: 'done' }>;
}
