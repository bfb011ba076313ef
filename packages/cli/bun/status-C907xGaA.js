import { t as resolveLine } from "./choices-Bg1iXBIZ.js";
import { t as withDevice } from "./device-aXqOW75w.js";
import { d as shownPath, i as problemRow, r as failureRow } from "./rows-B26WJkrG.js";
import { n as shownName, r as table } from "./output-BJ1rXqnA.js";
import { t as status } from "./status-BfHWTA3t.js";
import { n as isoOrNull } from "./times-C3Mld_2c.js";
// dist/commands/status.js
/** Most notes that are listed in full. */
const notesMost = 10;
/** Last sync, three counts, what waits and what to do next (S1). */
async function run(context) {
	const { output } = context;
	return withDevice(context, "status", async (device) => {
		const changes = await device.look();
		const { session } = device;
		const { off } = await device.selection();
		const document = {
			account: session.address,
			server: session.server,
			folder: context.folder,
			lastSync: isoOrNull(changes.lastSync),
			...changes.counts,
			waiting: {
				here: changes.waiting.here.length,
				cloud: changes.waiting.there.length
			},
			notInCloud: changes.notInCloud.length,
			paused: changes.paused,
			off,
			failed: changes.failed.map(failureRow),
			problems: changes.notes.map(problemRow),
			offline: changes.stopped === null ? null : changes.stopped.message
		};
		output.show(document, () => [
			...facts(context, session, changes),
			...troubles(context, changes),
			...off.length === 0 ? [] : ["", context.words.status.switchedOff(off.map(shownName).join(", "))],
			"",
			...nextSteps(context, changes)
		]);
		if (changes.stopped !== null) output.say(context.words.status.offline(changes.stopped.message));
		return status.done;
	});
}
function facts({ output, words, folder, now, command }, session, changes) {
	const { format } = output;
	const text = words.status;
	const { counts, lastSync, waiting } = changes;
	const held = waiting.here.length + waiting.there.length;
	return table([
		[text.account, `${session.address} · ${session.server}`],
		[text.folder, folder],
		[text.lastSync, lastSync === 0 ? text.never : `${format.ago(lastSync, now())} (${format.moment(lastSync)})`],
		[text.local, format.number(counts.local)],
		[text.cloud, format.number(counts.cloud)],
		[text.conflicts, counts.conflicts === 0 ? "0" : output.paint("yellow", format.number(counts.conflicts))],
		...held === 0 ? [] : [[text.held, output.paint("yellow", format.number(held))]],
		...changes.notInCloud.length === 0 ? [] : [[text.notInCloud, text.notInCloudWhy(format.number(changes.notInCloud.length), command("upload FILE"))]]
	]);
}
/** What cannot be synchronised, and why: faults first, then what is left alone on purpose. */
function troubles(context, { failed, notes }) {
	const { output, words } = context;
	const lines = [];
	if (failed.length > 0) {
		lines.push("", output.paint("red", `${words.status.problems}:`));
		for (const { key, path, reason } of failed) lines.push(`  ${key === void 0 ? shownName(path ?? "") : shownPath(key)}`, `    ${reason}`);
	}
	if (notes.length > 0) {
		lines.push("", `${words.status.notes}:`);
		for (const [reason, group] of Map.groupBy(notes, (note) => note.reason)) {
			const shown = group.slice(0, notesMost).map(({ path }) => `  ${shownName(path)}`);
			const more = group.length > notesMost ? [`  ${words.status.more(output.format.number(group.length - notesMost))}`] : [];
			lines.push(...shown, ...more, `    ${reason}`);
		}
	}
	return lines;
}
function nextSteps(context, changes) {
	const { words, command } = context;
	const text = words.status;
	const { counts, waiting } = changes;
	const steps = [];
	if (changes.paused) steps.push(text.paused(command("sync --upload-again")));
	else if (counts.local + counts.cloud > 0) steps.push(text.toSync(command("sync")), text.toList(command("changes")));
	if (waiting.here.length + waiting.there.length > 0) steps.push(text.toConfirm(command("sync --yes")));
	const [conflict] = changes.conflicts;
	if (conflict !== void 0) steps.push(text.toResolve(command(resolveLine(conflict))));
	if (steps.length > 0) return steps;
	return [changes.lastSync === 0 ? text.empty(command("sync")) : text.inStep];
}
export { run };
