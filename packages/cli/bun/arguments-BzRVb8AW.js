import { t as near } from "./near-Df5tkGLM.js";
import { parseArgs } from "node:util";
// dist/arguments.js
/** The command was not typed as it should be (exit status 2). */
var UsageError = class extends Error {
	name = "UsageError";
};
/** What was typed after the command's name. */
var Given = class {
	words;
	#options;
	constructor(words, options) {
		this.words = words;
		this.#options = options;
	}
	/** Whether the option without a value was typed. */
	has(option) {
		return this.#options[option] === true;
	}
	/** The value of an option, if typed. */
	value(option) {
		const value = this.#options[option];
		return typeof value === "string" ? value : void 0;
	}
};
const globalOptions = {
	folder: { type: "string" },
	json: { type: "boolean" },
	help: {
		type: "boolean",
		short: "h"
	},
	version: { type: "boolean" },
	"no-color": { type: "boolean" }
};
/** Splits the line into the command's name, the options that every command has, and all the rest. Never fails. */
function glance(line) {
	const { values, tokens } = parseArgs({
		args: [...line],
		options: globalOptions,
		strict: false,
		allowPositionals: true,
		tokens: true
	});
	const first = tokens.find((token) => token.kind === "positional");
	const rest = first === void 0 ? [...line] : line.filter((_, index) => index !== first.index);
	return {
		name: first?.value,
		rest,
		globals: {
			folder: typeof values.folder === "string" ? values.folder : void 0,
			json: values.json === true,
			help: values.help === true,
			version: values.version === true,
			noColor: values["no-color"] === true
		}
	};
}
/** Reads the rest of the line as this command takes it. @throws UsageError saying which word is wrong. */
function read(rest, shape, words) {
	const options = {
		...globalOptions,
		...shape.options
	};
	const { values, positionals, tokens } = parseArgs({
		args: [...rest],
		options,
		strict: false,
		allowPositionals: true,
		tokens: true
	});
	for (const token of tokens) {
		if (token.kind !== "option") continue;
		const option = Object.hasOwn(options, token.name) ? options[token.name] : void 0;
		if (option === void 0) throw new UsageError(unknownOption(token.rawName, Object.keys(options), words));
		const isMissing = token.value === void 0 || token.value === "" || !token.inlineValue && token.value.startsWith("-");
		if (option.type === "string" && isMissing) throw new UsageError(words.usage.valueMissing(token.rawName));
		if (option.type === "boolean" && token.value !== void 0) throw new UsageError(words.usage.valueUnwanted(token.rawName));
	}
	const [fewest, most] = shape.takes;
	if (positionals.length < fewest) throw new UsageError(words.usage.tooFew);
	if (positionals.length > most) throw new UsageError(words.usage.tooMany(positionals[most] ?? ""));
	return new Given(positionals, values);
}
function unknownOption(typed, known, words) {
	const [closest] = near(typed.replace(/^-+/, ""), known);
	return words.usage.unknownOption(typed, closest === void 0 ? void 0 : `--${closest}`);
}
export { read as i, glance as n, globalOptions as r, UsageError as t };
