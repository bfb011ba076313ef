import type { MapRecord } from '../ports/map-records.ts';

/**
 * Whether a device records a map again that it recorded before: a repeated request, not another map. It keeps its stamp then, or the device
 * would take its own map for a newer one of the cloud and ask for bytes that nobody has (C79, S9).
 */
export function isSameMap(before: Pick<MapRecord, 'size' | 'clientTime'>, now: Pick<MapRecord, 'size' | 'clientTime'>): boolean {
  return before.size === now.size && before.clientTime === now.clientTime;
}
