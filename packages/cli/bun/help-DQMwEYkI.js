import { r as globalOptions } from "./arguments-BzRVb8AW.js";
import { t as commands } from "./commands-CgQGfcPy.js";
import { r as table } from "./output-BJ1rXqnA.js";
// dist/help.js
/** How a command is typed, as one line. `program` is what the person types for cairn itself. */
function usageOf(name, program) {
	return `${program} ${name} ${commands[name].usage}`.trimEnd();
}
/** All commands with one line each. */
function overview(words, program) {
	const { help } = words;
	const lines = [
		help.intro,
		"",
		`${help.usage}:  ${program} [--folder DIR] COMMAND …`
	];
	for (const group of ["device", "operator"]) {
		const names = Object.keys(commands).filter((name) => commands[name].group === group);
		lines.push("", help.groups[group], ...table(names.map((name) => [`  ${name}`, words.commands[name].summary])));
	}
	return [
		...lines,
		"",
		`${help.globals}:`,
		...optionLines(globalOptions, help.option),
		"",
		help.file,
		help.statuses,
		help.more(program)
	];
}
/** One command, with its options. */
function explain(name, words, program) {
	const { help } = words;
	const definition = commands[name];
	const lines = [
		words.commands[name].summary,
		"",
		`${help.usage}:  ${usageOf(name, program)}`
	];
	if (Object.keys(definition.options).length > 0) lines.push("", `${help.options}:`, ...optionLines(definition.options, words.commands[name].options));
	lines.push("", `${help.globals}:`, ...optionLines(globalOptions, help.option));
	if (definition.usage.includes("FILE")) lines.push("", help.file);
	return lines;
}
function optionLines(options, texts) {
	return table(Object.entries(options).map(([name, option]) => [`  --${name}${option.type === "string" ? " …" : ""}`, texts[name] ?? ""]));
}
export { explain, overview, usageOf };
