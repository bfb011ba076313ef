import type { ConflictRow } from '@cairn/sync';
import { pathOf } from './files.ts';
import { quoted } from './quoted.ts';

/** How to settle a conflict, with the choices that this kind of file has. */
export function resolveLine(row: ConflictRow): string {
  return `resolve ${quoted(pathOf(row.key))} ${row.choices.map((choice) => `--${choice}`).join(' | ')}`;
}
