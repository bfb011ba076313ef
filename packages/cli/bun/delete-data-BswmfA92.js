import { t as confirmed } from "./confirm-Beni934N.js";
import { s as signedIn } from "./session-podVXHz1.js";
import { t as status } from "./status-BfHWTA3t.js";
import { t as lineOf } from "./type-names-xJA7_R8j.js";
// dist/commands/delete-data.js
/** Deletes all data for good (T7), or with `--type` those of one type in the cloud only (T6). */
async function run(context, given) {
	const type = given.value("type");
	const line = type === void 0 ? null : lineOf(type, context.words);
	const device = await signedIn(context);
	return line === null ? deleteAll(context, given, device) : deleteLine(context, given, device, line);
}
async function deleteAll(context, given, { client }) {
	const { output, words } = context;
	const { epoch } = await client.account();
	if (!await confirmed(context, given, words.danger.askData)) return status.failed;
	const { count } = await client.deleteData({ body: { epoch } });
	output.show({ deleted: count }, () => [words.danger.dataDone(words.fileCount(count, output.format.number(count)))]);
	return status.done;
}
async function deleteLine(context, given, { client }, line) {
	const { output, words } = context;
	const files = (count) => words.fileCount(count, output.format.number(count));
	const ask = async (word) => words.danger.askType(line.title, files(await countOf(client, line)), word);
	const question = given.has("yes") || !context.terminal.present ? "" : await ask(words.danger.word);
	if (!await confirmed(context, given, () => question)) return status.failed;
	let count = 0;
	for (const body of line.parts) count += (await client.deleteType({ body })).count;
	output.show({
		type: line.id,
		deleted: count
	}, () => [count === 0 ? words.danger.typeEmpty(line.title) : words.danger.typeDone(line.title, files(count))]);
	return status.done;
}
/** Files that a line has in the cloud. */
async function countOf(client, line) {
	let count = 0;
	for (const { type, prefix } of line.parts) {
		let after;
		do {
			const query = {
				types: type,
				limit: 5e3,
				...prefix === void 0 ? {} : { prefix },
				...after === void 0 ? {} : { after }
			};
			const page = await client.list({ query });
			count += page.files.length;
			after = page.next ?? void 0;
		} while (after !== void 0);
	}
	return count;
}
export { run };
