import { decideDelete, decideDeleteFolder } from './delete.ts';
import { Draft } from './draft.ts';
import type { LogReader } from './draft.ts';
import type { Bounds } from './limits.ts';
import { fits } from './limits.ts';
import type { LogOperation } from './operations.ts';
import type { PutFacts } from './put.ts';
import { decidePut } from './put.ts';
import { decideRemoveVersion } from './remove-version.ts';
import { decideRename, decideRenameFolder } from './rename.ts';
import { decideCopy, decideRestore } from './restore.ts';
import type { LogState } from './rows.ts';
import type { RewrittenBySeq, Verdict } from './verdict.ts';

/** What an operation is judged by. */
export interface Circumstances {
  readonly reader: LogReader;
  readonly state: LogState;
  readonly bounds: Bounds;
  readonly device: number | null;
  /** Wall clock, milliseconds. */
  readonly now: number;
}
/** `draft` is carried out when the verdict is `done`, and thrown away otherwise. */
export interface Decision {
  readonly verdict: Verdict;
  readonly draft: Draft;
}

/** Decides one upload. */
export function judgePut(put: PutFacts, at: Circumstances): Decision {
  const draft = new Draft(at.reader, at.state, at.now);
  return checked(draft, decidePut(draft, put, at.bounds.allowance, at.device), at);
}

/** Decides one change without new content. Deletions work however full the account is. */
export function judgeOperation(op: LogOperation, rewritten: RewrittenBySeq, at: Circumstances): Decision {
  const draft = new Draft(at.reader, at.state, at.now);
  switch (op.op) {
    case 'delete':
      return { draft, verdict: decideDelete(draft, op, at.device) };
    case 'delete-folder':
      return { draft, verdict: decideDeleteFolder(draft, op, at.device) };
    case 'rename':
      return checked(draft, decideRename(draft, op, rewritten, at.device), at);
    case 'rename-folder':
      return checked(draft, decideRenameFolder(draft, op, rewritten, at.device), at);
    case 'restore':
      return checked(draft, decideRestore(draft, op, rewritten, at.device), at);
    case 'remove-version': {
      const verdict = decideRemoveVersion(draft, op, at.device);
      // Only what brings a file back can be too much.
      return draft.state.live.stored > at.state.live.stored ? checked(draft, verdict, at) : { draft, verdict };
    }
    case 'copy':
      return checked(draft, decideCopy(draft, op, rewritten, at.device), at);
  }
}

function checked(draft: Draft, verdict: Verdict, at: Circumstances): Decision {
  return { draft, verdict: verdict.status === 'done' ? (fits(draft, at.state, at.bounds) ?? verdict) : verdict };
}
