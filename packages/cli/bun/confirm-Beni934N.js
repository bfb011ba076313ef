import { t as UsageError } from "./arguments-BzRVb8AW.js";
// dist/confirm.js
/**
* Whether the person means it: `--yes`, or the word typed at a terminal.
* @throws UsageError where there is neither, so that a script never destroys by accident.
*/
async function confirmed(context, given, question) {
	const { words, terminal, output } = context;
	if (given.has("yes")) return true;
	if (!terminal.present) throw new UsageError(words.danger.needYes);
	const { word } = words.danger;
	if (await terminal.ask(question(word)) === word) return true;
	output.say(words.danger.notDone);
	return false;
}
export { confirmed as t };
