/** Times in JSON results: ISO 8601, UTC. */
export function iso(millis: number): string {
  return new Date(millis).toISOString();
}
/** Null where there is none. */
export function isoOrNull(millis: number | null): string | null {
  return millis === null || millis === 0 ? null : iso(millis);
}
