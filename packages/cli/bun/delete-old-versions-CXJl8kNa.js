import { t as confirmed } from "./confirm-Beni934N.js";
import { s as signedIn } from "./session-podVXHz1.js";
import { t as status } from "./status-BfHWTA3t.js";
// dist/commands/delete-old-versions.js
/** Deletes the history; newest versions stay (T7). */
async function run(context, given) {
	const { output, words } = context;
	const { client } = await signedIn(context);
	if (!await confirmed(context, given, words.danger.askVersions)) return status.failed;
	const { count } = await client.deleteOldVersions();
	output.show({ deleted: count }, () => [words.danger.versionsDone(words.danger.versions(count, output.format.number(count)))]);
	return status.done;
}
export { run };
