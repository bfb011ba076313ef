import { n as shownName } from "./output-BJ1rXqnA.js";
import { h as placementOf, m as meaningOfFile } from "./session-podVXHz1.js";
import { t as near } from "./near-Df5tkGLM.js";
import { n as CommandError } from "./quoted-B62DVpbZ.js";
import { n as isoOrNull, t as iso } from "./times-C3Mld_2c.js";
import { existsSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
// dist/files.js
/** The path inside the folder by which a person knows a file; a file that no folder can hold is shown by type and name. */
function pathOf(key) {
	const placement = placementOf(key);
	return placement.kind === "impossible" ? `${key.type} ${key.name}` : placement.segments.join("/");
}
function shownPath(key) {
	return shownName(pathOf(key));
}
/**
* What a typed FILE may mean: the path inside the folder, or, from somewhere inside the folder, the path from there.
* @throws CommandError when it lies outside, or is no OsmAnd data at all.
*/
function candidates(context, typed) {
	const { folder, here, words } = context;
	const places = isAbsolute(typed) ? [typed] : [resolve(folder, typed), resolve(here, typed)];
	const inside = [...new Set(places.map((place) => relative(folder, place)))].filter((path) => path !== "" && path !== ".." && !path.startsWith(`..${sep}`) && !isAbsolute(path));
	if (inside.length === 0) throw new CommandError("outside", words.files.outside(shownName(typed), folder));
	const found = inside.flatMap((path) => {
		const meaning = meaningOfFile(path.split(sep));
		return meaning.kind === "file" || meaning.kind === "known-only" ? [{
			key: meaning.key,
			path: path.split(sep).join("/"),
			onlyWhenInCloud: meaning.kind === "known-only"
		}] : [];
	});
	if (found.length === 0) throw new CommandError("not-osmand-data", words.files.foreign(shownName(typed)));
	return found;
}
/**
* The one file that was meant, among those that `knows` (in the cloud, in a list); `all` are the names to suggest from.
* @throws CommandError `unknown-file` with names that look alike, or `ambiguous`.
*/
async function chosenFile(context, typed, knows, all) {
	const possible = candidates(context, typed);
	const known = [];
	for (const candidate of possible) if (await knows(candidate)) known.push(candidate);
	const { files } = context.words;
	const [first, second] = known;
	if (first !== void 0 && second === void 0) return first.key;
	if (first !== void 0 && second !== void 0) throw new CommandError("ambiguous", files.ambiguous(shownName(typed), known.map(({ path }) => shownName(path))));
	if (possible.some((candidate) => candidate.onlyWhenInCloud && isHere(context, candidate.key))) throw new CommandError("not-osmand-data", files.foreign(shownName(typed)));
	const alike = near(typed, Array.from(await all(), pathOf)).map(shownName);
	throw new CommandError("unknown-file", files.unknown(shownName(typed)), alike.length === 0 ? [] : [files.near(alike)]);
}
/** Whether a file lies in the folder now. */
function isHere(context, key) {
	const placement = placementOf(key);
	return placement.kind === "file" && existsSync(join(context.folder, ...placement.segments));
}
// dist/rows.js
function changeRow(row) {
	return {
		...row.key,
		change: row.change,
		...row.from === void 0 ? {} : { from: row.from.name },
		...row.isFolder === true ? { folder: true } : {},
		...row.local === void 0 ? {} : { local: {
			size: row.local.size,
			modified: iso(row.local.modified)
		} },
		...row.cloud === void 0 ? {} : { cloud: cloudSide(row.cloud) },
		why: row.words
	};
}
function conflictRow(row) {
	return {
		...changeRow(row),
		choices: row.choices,
		...row.reasons.length === 0 ? {} : { reasons: row.reasons }
	};
}
function cloudSide(version) {
	const facts = {
		version: version.seq,
		uploaded: iso(version.stamp),
		device: version.device
	};
	if (version.kind !== "content") return facts;
	return {
		...facts,
		size: version.size,
		...version.clientTime > 0 ? { modified: iso(version.clientTime) } : {}
	};
}
function failureRow(failure) {
	return {
		...failure.key ?? { path: failure.path },
		code: failure.code,
		reason: failure.reason
	};
}
function problemRow({ path, kind, reason }) {
	return {
		path,
		kind,
		reason
	};
}
/** The last line of `sync --json`, and what `upload`, `download` and `resolve` print: counts of what was done, rows of what was not. */
function resultRow(result) {
	const names = (keys) => keys.map(({ type, name }) => ({
		type,
		name
	}));
	return {
		uploaded: result.uploaded.length,
		downloaded: result.downloaded.length,
		deleted: result.deleted.length,
		renamed: result.renamed.reduce((sum, line) => sum + (line.isFolder ? line.files : 1), 0),
		merged: result.merged.length,
		same: result.adopted,
		conflicts: result.conflicts.map(conflictRow),
		failed: result.failed.map(failureRow),
		waiting: {
			here: names(result.waiting.here),
			cloud: names(result.waiting.there)
		},
		...result.untouched.length === 0 ? {} : { untouched: result.untouched.map(({ key, words }) => ({
			...key,
			why: words
		})) },
		paused: result.paused,
		stopped: result.cancelled ? { code: "cancelled" } : result.stopped === null ? null : {
			code: result.stopped.code,
			message: result.stopped.message
		}
	};
}
/** A version of the log. */
function versionRow(version) {
	const { stamp, ...facts } = version;
	const client = version.kind === "content" ? { clientTime: isoOrNull(version.clientTime) } : {};
	return {
		...facts,
		stamp: iso(stamp),
		...client
	};
}
export { resultRow as a, chosenFile as c, shownPath as d, problemRow as i, isHere as l, conflictRow as n, versionRow as o, failureRow as r, candidates as s, changeRow as t, pathOf as u };
