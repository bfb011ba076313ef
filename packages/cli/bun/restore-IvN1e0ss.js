import { t as UsageError } from "./arguments-BzRVb8AW.js";
import { i as onlyResult } from "./cloud-files-DNHMLT2-.js";
import { n as CommandError } from "./quoted-B62DVpbZ.js";
import { d as shownPath, o as versionRow } from "./rows-B26WJkrG.js";
import { t as namedWithHistory } from "./file-history-d7f62fL-.js";
import { s as signedIn } from "./session-podVXHz1.js";
import { t as status } from "./status-BfHWTA3t.js";
// dist/commands/restore.js
/** Makes an old version of a file the newest again (T5). */
async function run(context, given) {
	const { output, words } = context;
	const typed = given.value("version");
	if (typed === void 0 || !/^\d{1,15}$/.test(typed)) throw new UsageError(words.usage.notANumber("--version"));
	const seq = Number(typed);
	const { client } = await signedIn(context);
	const { key, versions } = await namedWithHistory(context, client, given.words[0] ?? "");
	const chosen = versions.find(({ version }) => version.seq === seq);
	if (chosen?.version.kind !== "content" || !chosen.available) throw new CommandError("no-such-version", words.restore.noVersion(typed, shownPath(key)));
	const base = versions.find(({ version }) => version.name === key.name)?.version.seq;
	const operation = {
		op: "restore",
		seq,
		...base === void 0 ? {} : { base }
	};
	const result = onlyResult(await client.operate({ body: { operations: [operation] } }));
	const changed = result.status === "done";
	output.show({
		type: key.type,
		name: key.name,
		restored: seq,
		changed,
		version: versionRow(result.version)
	}, () => [changed ? words.restore.done(shownPath(key), output.format.moment(chosen.version.stamp)) : words.restore.same(shownPath(key)), ...changed ? [words.restore.next(context.command("sync"))] : []]);
	return status.done;
}
export { run };
