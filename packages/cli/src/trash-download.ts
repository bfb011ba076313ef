import type { TrashItem } from '@cairn/protocol';
import type { Context } from './context.ts';
import type { Status } from './status.ts';
export const downloadFromTrash = (_context: Context, _item: TrashItem, _wish: 'replace' | 'keep-both' | null): Promise<Status> =>
  Promise.reject(new Error('not yet'));
