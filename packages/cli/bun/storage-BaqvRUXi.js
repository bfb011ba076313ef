import { s as signedIn, x as titleOf } from "./session-podVXHz1.js";
import { r as table } from "./output-BJ1rXqnA.js";
import { t as status } from "./status-BfHWTA3t.js";
// dist/commands/storage.js
/** How much space is used, by type (T6). */
async function run(context) {
	const { output, words } = context;
	const { format } = output;
	const { client } = await signedIn(context);
	const storage = await client.storage();
	output.show(storage, () => {
		const { headings, used, trash, history, empty, note, historyOf } = words.storage;
		const summary = used(format.size(storage.used), format.size(storage.allowed), format.percent(storage.allowed === 0 ? 1 : storage.used / storage.allowed));
		const cells = (title, amount) => [
			title,
			format.number(amount.files),
			format.size(amount.size),
			format.size(amount.stored)
		];
		const types = storage.types.filter((amount) => amount.files > 0);
		if (types.length === 0 && storage.trash.files === 0 && storage.history.files === 0) return [summary, empty];
		const rows = types.map((amount) => cells(titleOf({
			type: amount.type,
			name: ""
		}), amount));
		return [
			summary,
			"",
			...table([
				[
					headings.type,
					headings.files,
					headings.size,
					headings.stored
				],
				...rows,
				cells(trash, storage.trash),
				cells(history, storage.history)
			], [
				1,
				2,
				3
			]),
			"",
			`${note} ${historyOf(format.size(storage.historyAllowed))}`
		];
	});
	return status.done;
}
export { run };
