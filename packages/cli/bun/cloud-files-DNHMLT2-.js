import { b as isFolderMark, y as isCompanion } from "./session-podVXHz1.js";
import { n as CommandError } from "./quoted-B62DVpbZ.js";
// dist/cloud-files.js
/** Every version of a file, newest first; empty when the cloud never had it. */
async function historyOf(client, key) {
	try {
		return (await client.history({ query: key })).versions;
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "file-not-available") return [];
		throw error;
	}
}
/** Every item of the trash, newest first. Companions follow their file and are in no list. */
async function wholeTrash(client) {
	const items = [];
	let before = null;
	do {
		const page = await client.trash({ query: {
			limit: 1e3,
			...before === null ? {} : { before }
		} });
		items.push(...page.items);
		before = page.next;
	} while (before !== null);
	return items.filter(({ deletion }) => !isCompanion(deletion.name));
}
/** Names of every file in the cloud; only for suggestions and counts, never on the way of a sync. */
async function cloudKeys(client) {
	const keys = [];
	let after = null;
	do {
		const page = await client.list({ query: {
			limit: 5e3,
			...after === null ? {} : { after }
		} });
		keys.push(...page.files.map(({ type, name }) => ({
			type,
			name
		})));
		after = page.next;
	} while (after !== null);
	return keys.filter(({ name }) => !isCompanion(name) && !isFolderMark(name));
}
/** What a person calls the writer of a version. */
async function deviceNames(client, words) {
	const { devices } = await client.devices();
	const names = new Map(devices.map(({ id, name }) => [id, name]));
	return (device) => device === null ? words.website : names.get(device) ?? words.gone;
}
/** The one result of an operation that was sent alone. @throws CommandError with the server's words when it was refused. */
function onlyResult(answer) {
	const [result] = answer.results;
	if (result === void 0) throw new Error("The server answered without a result.");
	if (result.status === "refused") throw new CommandError(result.error.code, result.error.message);
	return result;
}
export { wholeTrash as a, onlyResult as i, deviceNames as n, historyOf as r, cloudKeys as t };
