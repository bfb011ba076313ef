import { styleText } from "node:util";
// dist/output.js
/**
* Where results and messages go. Results: standard output, as text or, with `--json`, as JSON. Messages and progress: standard
* error. Text and JSON are made from the same data, so they cannot differ.
*/
var Output = class {
	json;
	format;
	#streams;
	#colourOut;
	#colourErr;
	/** What stands on the progress line now; it is wiped before anything else is written. */
	#live = "";
	constructor(streams, options) {
		this.#streams = streams;
		this.json = options.json;
		this.format = options.format;
		this.#colourOut = options.colour && streams.out.isTTY;
		this.#colourErr = options.colour && streams.err.isTTY;
	}
	/** Whether messages reach a person at a terminal, so that a line may be rewritten. */
	get live() {
		return this.#streams.err.isTTY;
	}
	get width() {
		return this.#streams.err.columns || 80;
	}
	/** Shows a result: one JSON document, or its lines. */
	show(data, lines) {
		if (this.json) this.#write(this.#streams.out, `${JSON.stringify(data)}\n`);
		else for (const line of lines()) this.#write(this.#streams.out, `${line}\n`);
	}
	/** One JSON line on standard output, in `--json` only. */
	event(data) {
		if (this.json) this.#write(this.#streams.out, `${JSON.stringify(data)}\n`);
	}
	/** A message for the person: standard error. */
	say(text) {
		this.#write(this.#streams.err, `${text}\n`);
	}
	/** Rewrites the progress line; nothing where standard error is no terminal. */
	progress(text) {
		if (!this.live || text === this.#live) return;
		const shown = text.slice(0, Math.max(0, this.width - 1));
		this.#streams.err.write(`\r\x1b[2K${shown}`);
		this.#live = shown;
	}
	/** Text in a style for standard output; plain where that is no terminal or colours are not wanted. */
	paint(style, text) {
		return this.#colourOut ? styleText(style, text, { validateStream: false }) : text;
	}
	paintMessage(style, text) {
		return this.#colourErr ? styleText(style, text, { validateStream: false }) : text;
	}
	#write(stream, text) {
		if (this.#live !== "") {
			this.#streams.err.write("\r\x1B[2K");
			this.#live = "";
		}
		stream.write(text);
	}
};
/** Rows as columns; a column of numbers stands to the right. Widths count what a terminal shows, not bytes. */
function table(rows, right = []) {
	const widths = [];
	for (const row of rows) for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, shownWidth(cell));
	return rows.map((row) => row.map((cell, index) => {
		const gap = " ".repeat((widths[index] ?? 0) - shownWidth(cell));
		return right.includes(index) ? gap + cell : cell + gap;
	}).join("  ").trimEnd());
}
/** Columns that a text takes: no escape sequences, no combining marks, two for wide letters. */
function shownWidth(text) {
	let width = 0;
	for (const letter of stripStyles(text)) {
		if (/\p{Mn}|\p{Me}|\p{Cf}/u.test(letter)) continue;
		width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(letter) ? 2 : 1;
	}
	return width;
}
function stripStyles(text) {
	return text.includes("\x1B") ? text.split("\x1B").map((part, index) => index === 0 ? part : part.replace(/^\[[0-9;]*m/, "")).join("") : text;
}
/** A name as it may be shown: control characters (they could move the cursor or hide text) become visible marks. */
function shownName(name) {
	return name.replace(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, (mark) => `\\u${(mark.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);
}
export { shownName as n, table as r, Output as t };
