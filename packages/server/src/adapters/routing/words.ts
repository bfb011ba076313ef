import type { RoadKind, RouteSpan, Surface } from '@cairn/protocol';
import { roadKindOf, surfaceOf } from '@cairn/roads';

/** What an engine says of a piece of the way, in the words of OpenStreetMap. */
export interface SaidOfPiece {
  readonly from: number;
  readonly to: number;
  readonly tags: ReadonlyMap<string, string>;
}

/** Spans without gaps from the first point to the last; what the engine leaves out is not known. */
export function spansOf(pieces: readonly SaidOfPiece[], points: number): RouteSpan[] {
  const spans: RouteSpan[] = [];
  const add = (from: number, to: number, surface: Surface, road: RoadKind, name: string): void => {
    const last = spans.at(-1);
    if (from >= to) return;
    if (last !== undefined && last.surface === surface && last.road === road && last.name === name) last.to = to;
    else spans.push({ from, to, surface, road, name });
  };
  for (const { from, to, tags } of pieces) {
    const at = spans.at(-1)?.to ?? 0;
    add(at, Math.min(from, points - 1), 'unknown', 'unknown', '');
    add(Math.max(at, from), Math.min(to, points - 1), surfaceOf(tags), roadKindOf(tags), tags.get('name') ?? '');
  }
  if (spans.length > 0) add(spans.at(-1)?.to ?? 0, points - 1, 'unknown', 'unknown', '');
  return spans;
}
