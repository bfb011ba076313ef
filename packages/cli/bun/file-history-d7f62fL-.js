import { r as historyOf, t as cloudKeys } from "./cloud-files-DNHMLT2-.js";
import { c as chosenFile } from "./rows-B26WJkrG.js";
// dist/file-history.js
/** The file that a person named, with its versions, newest first (T5). @throws CommandError when the cloud never had it */
async function namedWithHistory(context, client, named) {
	let versions = [];
	const knows = async (candidate) => {
		const found = await historyOf(client, candidate.key);
		if (found.length > 0) versions = found;
		return found.length > 0;
	};
	return {
		key: await chosenFile(context, named, knows, () => cloudKeys(client)),
		versions
	};
}
export { namedWithHistory as t };
