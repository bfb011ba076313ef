import type { Operation } from '@cairn/protocol';

type FileOperation = Extract<Operation, { op: 'delete' | 'rename' }>;
/** An operation as the log takes it: `base: null` = whatever the head is (OsmAnd's protocol). */
export type LogOperation =
  | Exclude<Operation, { op: 'delete' | 'rename' }>
  | (Omit<Extract<FileOperation, { op: 'delete' }>, 'base'> & { readonly base: number | null })
  | (Omit<Extract<FileOperation, { op: 'rename' }>, 'base'> & { readonly base: number | null })
  /** One row goes, whatever it is (OsmAnd's protocol, C61, C62). */
  | { readonly op: 'remove-version'; readonly type: string; readonly name: string; readonly stamp: number };
