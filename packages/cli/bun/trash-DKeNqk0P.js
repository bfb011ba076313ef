import { t as UsageError } from "./arguments-BzRVb8AW.js";
import { a as wholeTrash, i as onlyResult, n as deviceNames } from "./cloud-files-DNHMLT2-.js";
import { t as confirmed } from "./confirm-Beni934N.js";
import { n as CommandError } from "./quoted-B62DVpbZ.js";
import { d as shownPath, l as isHere, o as versionRow, s as candidates, u as pathOf } from "./rows-B26WJkrG.js";
import { t as near } from "./near-Df5tkGLM.js";
import { n as shownName, r as table } from "./output-BJ1rXqnA.js";
import { d as freeName, s as signedIn } from "./session-podVXHz1.js";
import { t as status } from "./status-BfHWTA3t.js";
import { t as withDevice } from "./device-aXqOW75w.js";
// dist/trash-download.js
/** Puts a file of the trash into this folder as a new local file (T3). Over a file of that name only when the person says how. */
async function downloadFromTrash(context, item, wish) {
	const { output, words } = context;
	const { type, name } = item.deletion;
	return withDevice(context, "trash download", async (device) => {
		const files = await device.files();
		const there = files.find(({ key }) => key.type === type && key.name === name);
		const how = there === void 0 ? "replace" : wish ?? await ask(context, {
			type,
			name
		});
		if (how === null) return status.failed;
		const key = how === "replace" ? {
			type,
			name
		} : freeNameBeside(context, {
			type,
			name
		}, files);
		await device.place(item.content, key, how === "replace" ? there : void 0);
		output.show({
			...key,
			path: pathOf(key),
			version: item.content.seq,
			replaced: there !== void 0 && how === "replace"
		}, () => [words.trash.downloaded(shownPath(key))]);
		return status.done;
	});
}
async function ask({ terminal, words, output }, key) {
	const { trash } = words;
	if (!terminal.present) throw new CommandError("file-exists", trash.exists(shownPath(key)), [trash.existsHint]);
	output.say(trash.exists(shownPath(key)));
	const answer = await terminal.ask(trash.askExists);
	if (answer === trash.replace) return "replace";
	if (answer === trash.both) return "keep-both";
	output.say(words.danger.notDone);
	return null;
}
function freeNameBeside(context, key, files) {
	const taken = new Set(files.map((file) => `${file.key.type}\0${file.key.name}`));
	const free = freeName(key, (id) => taken.has(id));
	if (free !== null && !isHere(context, free)) return free;
	throw new CommandError("no-free-name", context.words.trash.exists(shownPath(key)));
}
// dist/commands/trash.js
const verbs = [
	"list",
	"restore FILE",
	"download FILE",
	"delete FILE",
	"empty"
];
/** Files deleted from the cloud: list, restore, download, delete for good (T1-T4). */
async function run(context, given) {
	const { words } = context;
	const [verb = "list", file] = given.words;
	if (verb !== "download" && (given.has("replace") || given.has("keep-both"))) throw new UsageError(words.usage.oneOf(["download FILE"]));
	if (verb === "list" || verb === "empty") {
		if (file !== void 0) throw new UsageError(words.usage.tooMany(file));
		return verb === "list" ? list(context) : empty(context, given);
	}
	if (verb !== "restore" && verb !== "download" && verb !== "delete") throw new UsageError(words.usage.oneOf(verbs));
	if (file === void 0) throw new UsageError(words.usage.tooFew);
	if (verb === "restore") return restore(context, file);
	if (verb === "delete") return deleteForGood(context, given, file);
	if (given.has("replace") && given.has("keep-both")) throw new UsageError(words.usage.onlyOneOf(["--replace", "--keep-both"]));
	const { client } = await signedIn(context);
	const wish = given.has("replace") ? "replace" : given.has("keep-both") ? "keep-both" : null;
	return downloadFromTrash(context, itemOf(context, await wholeTrash(client), file), wish);
}
/** By month, newest first (T1). */
async function list(context) {
	const { output, words } = context;
	const { format } = output;
	const { client } = await signedIn(context);
	const items = await wholeTrash(client);
	const nameOf = items.length === 0 ? () => "" : await deviceNames(client, words.devices);
	const rows = items.map(({ deletion, content, purgeAt }) => ({
		type: deletion.type,
		name: deletion.name,
		deleted: new Date(deletion.stamp).toISOString(),
		device: deletion.device,
		deviceName: nameOf(deletion.device),
		scope: deletion.scope,
		size: content.size,
		version: content.seq,
		keptUntil: new Date(purgeAt).toISOString()
	}));
	output.show({ items: rows }, () => {
		if (rows.length === 0) return [words.trash.empty];
		return [...Map.groupBy(rows, (row) => format.month(Date.parse(row.deleted)))].flatMap(([month, ofMonth], index) => [
			...index === 0 ? [] : [""],
			output.paint("bold", month),
			...table(ofMonth.map((row) => [
				`  ${shownPath(row)}`,
				format.moment(Date.parse(row.deleted)),
				words.trash.deletedBy(shownName(row.deviceName)),
				format.size(row.size),
				row.scope === "cloud" ? `${words.trash.until(format.day(Date.parse(row.keptUntil)))}, ${words.trash.cloudOnly}` : words.trash.until(format.day(Date.parse(row.keptUntil)))
			]), [3])
		]);
	});
	return status.done;
}
async function restore(context, file) {
	const { output, words } = context;
	const { client } = await signedIn(context);
	const { deletion, content } = itemOf(context, await wholeTrash(client), file);
	const result = onlyResult(await client.operate({ body: { operations: [{
		op: "restore",
		seq: content.seq
	}] } }));
	output.show({
		type: deletion.type,
		name: deletion.name,
		restored: content.seq,
		version: versionRow(result.version)
	}, () => [words.trash.restored(shownPath(deletion)), words.restore.next(context.command("sync"))]);
	return status.done;
}
async function deleteForGood(context, given, file) {
	const { output, words } = context;
	const { client } = await signedIn(context);
	const { deletion } = itemOf(context, await wholeTrash(client), file);
	const path = shownPath(deletion);
	if (!await confirmed(context, given, (word) => words.trash.askDelete(path, word))) return status.failed;
	const { count } = await client.deleteTrash({ body: { deletions: [deletion.seq] } });
	output.show({
		type: deletion.type,
		name: deletion.name,
		deleted: count
	}, () => [words.trash.deleted(path)]);
	return status.done;
}
async function empty(context, given) {
	const { output, words } = context;
	const { client } = await signedIn(context);
	const files = (count) => words.fileCount(count, output.format.number(count));
	const items = await wholeTrash(client);
	if (items.length === 0) {
		output.show({ deleted: 0 }, () => [words.trash.empty]);
		return status.done;
	}
	const size = items.reduce((sum, { content }) => sum + content.size, 0);
	const question = (word) => words.trash.askEmpty(files(items.length), output.format.size(size), word);
	if (!await confirmed(context, given, question)) return status.failed;
	const { count } = await client.emptyTrash({ body: { seen: items.reduce((newest, { deletion }) => Math.max(newest, deletion.seq), 0) } });
	output.show({ deleted: count }, () => [words.trash.emptied(files(count))]);
	return status.done;
}
/** The newest item of a name. @throws CommandError with names that look alike. */
function itemOf(context, items, typed) {
	const { words } = context;
	for (const { key } of candidates(context, typed)) {
		const item = items.find(({ deletion }) => deletion.type === key.type && deletion.name === key.name);
		if (item !== void 0) return item;
	}
	const alike = near(typed, items.map(({ deletion }) => pathOf(deletion))).map(shownName);
	throw new CommandError("not-in-trash", words.trash.notThere(shownName(typed)), alike.length === 0 ? [] : [words.files.near(alike)]);
}
export { run };
