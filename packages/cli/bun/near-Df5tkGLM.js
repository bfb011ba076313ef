// dist/near.js
/** The candidates that look most like what was typed, best first; none when nothing is close. */
function near(typed, candidates, most = 3) {
	const wanted = plain(typed);
	const scored = [];
	for (const candidate of new Set(candidates)) {
		const score = distance(wanted, plain(candidate));
		if (score <= Math.max(1, Math.floor(wanted.length / 3))) scored.push({
			candidate,
			score
		});
	}
	return scored.sort((a, b) => a.score - b.score || a.candidate.localeCompare(b.candidate)).slice(0, most).map(({ candidate }) => candidate);
}
/** Case, accents and the folder count for nothing when names are only compared for likeness. */
function plain(name) {
	return (name.split("/").at(-1) ?? name).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
/** Levenshtein distance; 0 where one holds the other whole and at least half of it. */
function distance(a, b) {
	if (a.length > 2 && b.includes(a) && a.length * 2 >= b.length) return 0;
	let row = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
			next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
		}
		row = next;
	}
	return row[b.length] ?? 0;
}
export { near as t };
