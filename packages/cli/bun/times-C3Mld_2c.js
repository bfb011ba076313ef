// dist/times.js
/** Times in JSON results: ISO 8601, UTC. */
function iso(millis) {
	return new Date(millis).toISOString();
}
/** Null where there is none. */
function isoOrNull(millis) {
	return millis === null || millis === 0 ? null : iso(millis);
}
export { isoOrNull as n, iso as t };
