import { t as withDevice } from "./device-aXqOW75w.js";
import { a as resultRow, d as shownPath } from "./rows-B26WJkrG.js";
import { n as shownName } from "./output-BJ1rXqnA.js";
import { t as status } from "./status-BfHWTA3t.js";
import { t as iso } from "./times-C3Mld_2c.js";
// dist/commands/watch.js
/** Stays and syncs at once whenever something changes, here or in the cloud (S8). */
async function run(context) {
	const { output, words, folder } = context;
	output.say(words.watch.begun(folder));
	return withDevice(context, "watch", async (device) => {
		await device.watch({
			done: (result) => report(context, result),
			said: (event) => {
				const isTrouble = "message" in event;
				output.event({
					at: iso(context.now()),
					watch: event.kind,
					...isTrouble ? { message: event.message } : {}
				});
				if (event.kind === "connected") output.say(words.watch.connected);
				if (!isTrouble) return;
				output.say(event.again === null ? event.message : words.watch.again(event.message, output.format.span(event.again)));
			}
		});
		output.say(words.watch.ended);
		return status.done;
	});
}
/** One line for each file that something happened to; nothing for a run that had nothing to do. */
function report(context, result) {
	const { output, words, now } = context;
	const text = words.watch.change;
	const { uploaded, downloaded, merged, deleted, renamed, conflicts, failed } = result;
	const lines = [
		...uploaded.map(({ key }) => [text.uploaded, shownPath(key)]),
		...downloaded.map(({ key }) => [text.downloaded, shownPath(key)]),
		...merged.map(({ key }) => [text.merged, shownPath(key)]),
		...deleted.map(({ key, where }) => [where === "here" ? text.deletedHere : text.deletedCloud, shownPath(key)]),
		...renamed.map(({ key, from }) => [text.renamed, `${shownPath(from)} → ${shownPath(key)}`]),
		...conflicts.map(({ key }) => [text.conflict, shownPath(key)]),
		...failed.map(({ key, path, reason }) => [text.failed, `${key === void 0 ? shownName(path ?? "") : shownPath(key)}: ${reason}`])
	];
	if (lines.length === 0) return;
	const time = output.format.moment(now());
	if (output.json) output.event({
		at: iso(now()),
		...resultRow(result)
	});
	else output.show({}, () => lines.map(([what = "", which = ""]) => `${time}  ${what}  ${which}`));
}
export { run };
