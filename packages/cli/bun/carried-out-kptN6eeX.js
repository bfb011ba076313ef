import { n as CommandError } from "./quoted-B62DVpbZ.js";
import { a as resultRow, d as shownPath } from "./rows-B26WJkrG.js";
import { f as rows } from "./session-podVXHz1.js";
import { t as resolveLine } from "./choices-Bg1iXBIZ.js";
import { n as shownName } from "./output-BJ1rXqnA.js";
import { t as status } from "./status-BfHWTA3t.js";
// dist/summary.js
/** Most files that a summary names of those that went well; what went otherwise is always named. */
const namedMost = 8;
const ordinary = /* @__PURE__ */ new Set([
	rows["new-here"],
	rows["changed-here"],
	rows["new-there"],
	rows["changed-there"],
	rows["deleted-here"],
	rows["deleted-there"]
]);
/** What a sync did, for a person. */
function summaryOf(result, context) {
	const { words, output } = context;
	const { format } = output;
	const text = words.sync;
	const files = (count) => words.fileCount(count, format.number(count));
	const size = (lines) => {
		const bytes = lines.reduce((sum, line) => sum + line.size, 0);
		return bytes === 0 ? "" : format.size(bytes);
	};
	const lines = [];
	const group = (done, head) => {
		if (done.length > 0) lines.push(head(files(done.length), size(done)), ...named(done));
	};
	group(result.uploaded, text.uploaded);
	group(result.downloaded, text.downloaded);
	group(result.merged, text.merged);
	const renamed = result.renamed.reduce((sum, line) => sum + (line.isFolder ? line.files : 1), 0);
	if (renamed > 0) {
		lines.push(text.renamed(files(renamed)));
		for (const line of result.renamed.slice(0, namedMost)) lines.push(`  ${shownPath(line.from)} → ${shownPath(line.key)}`);
		if (result.renamed.length > namedMost) lines.push(`  ${words.status.more(format.number(result.renamed.length - namedMost))}`);
	}
	const here = result.deleted.filter(({ where }) => where === "here");
	group(result.deleted.filter(({ where }) => where === "cloud"), text.deletedCloud);
	group(here, text.deletedHere);
	if (result.adopted > 0 && lines.length === 0) lines.push(text.adopted(files(result.adopted)));
	lines.push(...result.untouched.map(({ key, words: why }) => `${shownPath(key)}: ${why}`));
	return [...lines, ...openMatters(result, context)];
}
/** What was not done, and what to do about it. */
function openMatters(result, context) {
	const { words, output } = context;
	const files = (count) => words.fileCount(count, output.format.number(count));
	const lines = [];
	if (result.conflicts.length > 0) {
		lines.push(output.paint("yellow", words.sync.conflicts(files(result.conflicts.length))));
		for (const row of result.conflicts) lines.push(`  ${shownPath(row.key)}`, ...row.reasons.map((reason) => `    ${reason}`));
		const [first] = result.conflicts;
		if (first !== void 0) lines.push(words.status.toResolve(context.command(resolveLine(first))));
	}
	if (result.failed.length > 0) {
		lines.push(output.paint("red", words.sync.failed(files(result.failed.length))));
		for (const { key, path, reason } of result.failed) lines.push(`  ${key === void 0 ? shownName(path ?? "") : shownPath(key)}`, `    ${reason}`);
		lines.push(words.sync.tryAgain);
	}
	return lines;
}
/** Files by name while they are few; those with which something unusual happened always, with what it was. */
function named(done) {
	return (done.length > namedMost ? done.filter(isRemarkable) : done).flatMap((line) => [`  ${shownPath(line.key)}`, ...isRemarkable(line) ? [`    ${line.words}`] : []]);
}
function isRemarkable({ words }) {
	return !ordinary.has(words);
}
/** Exit status of a sync: what failed weighs more than what is in conflict. */
function statusOf(result) {
	if (result.failed.length > 0 || result.stopped !== null || result.cancelled) return status.failed;
	return result.conflicts.length > 0 ? status.conflicts : status.done;
}
// dist/carried-out.js
/**
* Shows what a sync, upload, download or resolve did and says how it ended: done, stopped by the person, or broken off by the network.
* @throws CommandError when the cloud could not be reached at all or to the end; what was done until then has been shown.
*/
function carriedOut(context, result, idle = context.words.sync.nothing) {
	const { output, words } = context;
	const lines = summaryOf(result, context);
	const isOver = result.stopped === null && !result.cancelled && !result.paused;
	if (output.json) output.event(resultRow(result));
	else output.show({}, () => lines.length === 0 && isOver && waiting(result) === 0 ? [idle] : lines);
	if (result.cancelled) output.say(words.sync.stopped(context.command("sync")));
	if (result.stopped !== null) throw new CommandError(result.stopped.code, result.stopped.message, [], { inResult: true });
	if (result.paused) output.say(words.status.paused(context.command("sync --upload-again")));
	if (waiting(result) > 0) sayWaiting(context, result);
	return statusOf(result);
}
function waiting({ waiting: { here, there } }) {
	return here.length + there.length;
}
/** Deletions that the brake keeps, by side. */
function sayWaiting({ words, output, command }, { waiting: { here, there } }) {
	const files = (count) => words.fileCount(count, output.format.number(count));
	if (here.length > 0) output.say(words.sync.brakeHere(files(here.length)));
	if (there.length > 0) output.say(words.sync.brakeCloud(files(there.length)));
	output.say(words.sync.brakeHint(command("sync --yes")));
}
export { statusOf as n, carriedOut as t };
