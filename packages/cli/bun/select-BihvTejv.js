import { g as categoryOf, v as fileTypes, x as titleOf } from "./session-podVXHz1.js";
import { t as UsageError } from "./arguments-BzRVb8AW.js";
import { t as withDevice } from "./device-aXqOW75w.js";
import { t as near } from "./near-Df5tkGLM.js";
import { n as shownName, r as table } from "./output-BJ1rXqnA.js";
import { t as status } from "./status-BfHWTA3t.js";
import { n as typeLines } from "./type-names-xJA7_R8j.js";
// dist/commands/select.js
const categories = [
	"settings",
	"my-places",
	"resources"
];
/** What is kept in sync, and what of it by itself (S7, S8): shows the switches, or turns one. */
async function run(context, given) {
	const { words } = context;
	const [typed, state] = given.words;
	return withDevice(context, "select", async (device) => {
		if (typed === void 0) return show(context, device);
		if (state !== "on" && state !== "off") throw new UsageError(words.usage.oneOf(["on", "off"]));
		return turn(context, given, device, entryOf(typed, words), state === "on");
	});
}
async function turn(context, given, device, entry, on) {
	const { output, words } = context;
	const text = words.select;
	const selection = await (given.has("auto") ? device.selectAutomatic(entry, on) : device.select(entry, on));
	output.show({
		entry,
		on,
		automatic: given.has("auto"),
		...selection
	}, () => [given.has("auto") ? text.doneAuto(entry, on ? text.on : text.off) : text.done(entry, on ? text.on : text.off), ...given.has("auto") ? [] : [on ? text.onMeans(context.command("sync")) : text.offMeans]]);
	return status.done;
}
/** `GPX/hikes` as typed: the type in capitals, the folder as it is. @throws UsageError for what is neither category nor type. */
function entryOf(typed, words) {
	const plain = typed.replace(/\/+$/, "");
	const category = categories.find((one) => one === plain.toLowerCase());
	if (category !== void 0) return category;
	const [type = "", ...folder] = plain.split("/");
	const known = [...new Set(fileTypes.map((line) => line.type))];
	const exact = known.find((one) => one === type.toUpperCase()) ?? fileTypes.find((line) => line.exportType === type.toUpperCase())?.type;
	if (exact === void 0) {
		const close = near(type, [...categories, ...known]);
		throw new UsageError(words.usage.noSuchType(typed, close.length > 0 ? close : [...categories, ...known]));
	}
	return [exact, ...folder].join("/");
}
/** Every type that is here or may come, by category, with what is here of it and its switch. */
async function show(context, device) {
	const { output, words } = context;
	const { off, manual } = await device.selection();
	const lines = await linesOf(device);
	const isOff = (entries, { type, category }) => entries.some((entry) => entry === category || entry === type || type.startsWith(`${entry}/`));
	const rows = lines.map((line) => ({
		...line,
		on: !isOff(off, line),
		automatic: !isOff(off, line) && !isOff(manual, line)
	}));
	output.show({
		off,
		manual,
		types: rows
	}, () => {
		const { headings } = words.select;
		const shown = categories.flatMap((category) => [[
			output.paint("bold", words.select.categories[category]),
			"",
			"",
			"",
			category
		], ...rows.filter((row) => row.category === category).map((row) => cells(row, context))]);
		const folders = off.filter((entry) => entry.includes("/"));
		return [
			...table([[
				"",
				headings.files,
				headings.here,
				headings.sync,
				headings.typed
			], ...shown], [1, 2]),
			...folders.length === 0 ? [] : ["", words.status.switchedOff(folders.map(shownName).join(", "))],
			"",
			words.select.hint(context.command("select GPX off"))
		];
	});
	return status.done;
}
function cells(row, { output, words }) {
	const { format } = output;
	const state = row.on ? row.automatic ? words.select.on : words.select.manual : output.paint("yellow", words.select.off);
	return [
		`  ${row.title}`,
		row.files === 0 ? "" : format.number(row.files),
		row.files === 0 ? "" : format.size(row.size),
		state,
		row.type
	];
}
/** What a person may name, in the order of the types, with what is here of each; other kinds of files follow as they are found. */
async function linesOf(device) {
	const lines = /* @__PURE__ */ new Map();
	const lineFor = (id, title, category) => {
		const line = lines.get(id) ?? {
			type: id,
			title,
			category,
			files: 0,
			size: 0
		};
		lines.set(id, line);
		return line;
	};
	for (const { id, title, parts } of typeLines) {
		const [part] = parts;
		if (part !== void 0 && !id.includes("/")) lineFor(id, title, categoryOf({
			type: part.type,
			name: part.prefix ?? ""
		}));
	}
	for (const { key, size } of await device.files()) {
		const named = typeLines.find(({ parts }) => parts.some(({ type, prefix = "" }) => type === key.type && key.name.startsWith(prefix)));
		const line = lineFor(named?.id ?? key.type, named?.title ?? titleOf(key), categoryOf(key));
		line.files += 1;
		line.size += size;
	}
	return [...lines.values()];
}
export { run };
