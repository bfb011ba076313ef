import type { ErrorDetails, ErrorName } from '@cairn/protocol';
import type { Content, ContentRow, Row } from './rows.ts';

export interface Refused {
  readonly status: 'refused';
  readonly code: ErrorName;
  readonly details: ErrorDetails;
  readonly head: Row | null;
}
/** What a rule decided; the draft holds what `done` would change. */
export type Verdict =
  | { readonly status: 'done'; readonly row: Row }
  | { readonly status: 'same'; readonly row: Row }
  | Refused
  | { readonly status: 'rewrite'; readonly companions: readonly ContentRow[] };

/** Rewritten contents of companions, by the sequence number of the companion as it was read. */
export type RewrittenBySeq = ReadonlyMap<number, Content>;

export function refused(code: ErrorName, details: ErrorDetails = {}, head: Row | null = null): Refused {
  return { status: 'refused', code, details, head };
}
/** The writer's knowledge of a name is not the newest: nothing is overwritten. */
export function outdated(head: Row | null): Refused {
  return refused('base-outdated', {}, head);
}
export function done(row: Row): Verdict {
  return { status: 'done', row };
}
export function same(row: Row): Verdict {
  return { status: 'same', row };
}
/** Whether a precondition holds: null and undefined hold always. */
export function isBase(base: number | null | undefined, head: Row | null): boolean {
  return base === null || base === undefined || base === (head?.seq ?? 0);
}
/** The row as live content, else null. */
export function liveContent(row: Row | null): ContentRow | null {
  return row?.kind === 'content' && row.shelf === 'live' ? row : null;
}
