import { t as UsageError } from "./arguments-BzRVb8AW.js";
import { t as resolveLine } from "./choices-Bg1iXBIZ.js";
import { n as statusOf, t as carriedOut } from "./carried-out-kptN6eeX.js";
import { t as withDevice } from "./device-aXqOW75w.js";
import { n as CommandError } from "./quoted-B62DVpbZ.js";
import { a as resultRow, d as shownPath } from "./rows-B26WJkrG.js";
import { t as namedFiles } from "./named-files-D8ciCSax.js";
// dist/commands/resolve.js
const choices = [
	"upload",
	"download",
	"keep-both",
	"merge"
];
/** Settles one conflict as the person chooses (S6). */
async function run(context, given) {
	const { words } = context;
	const chosen = choices.filter((choice) => given.has(choice));
	const [choice] = chosen;
	if (choice === void 0) throw new UsageError(words.resolve.askHow(choices.map((one) => `--${one}`).join(", ")));
	if (chosen.length > 1) throw new UsageError(words.usage.onlyOneOf(chosen.map((one) => `--${one}`)));
	return withDevice(context, "resolve", async (device) => {
		const [key] = await namedFiles(context, device, given.words) ?? [];
		if (key === void 0) throw new UsageError(words.usage.tooFew);
		const result = await device.resolve(key, choice);
		const [failure] = result.failed;
		if (failure !== void 0) throw new CommandError(failure.code, failure.reason);
		return report(context, key, choice, result);
	});
}
function report(context, key, choice, result) {
	const { words, output, command } = context;
	const [conflict] = result.conflicts;
	if (result.stopped !== null || result.cancelled) return carriedOut(context, result);
	const [kept = { key }] = result.uploaded;
	output.show(resultRow(result), () => {
		const file = shownPath(key);
		if (conflict === void 0) return [words.resolve.done[choice](file, shownPath(kept.key))];
		const line = resolveLine(conflict);
		return [
			words.resolve.notMerged(file),
			...conflict.reasons.map((reason) => `  ${reason}`),
			words.resolve.otherWays(command(line))
		];
	});
	return statusOf(result);
}
export { run };
