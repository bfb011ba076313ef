import { n as deviceNames } from "./cloud-files-DNHMLT2-.js";
import { d as shownPath, o as versionRow, u as pathOf } from "./rows-B26WJkrG.js";
import { r as table } from "./output-BJ1rXqnA.js";
import { t as quoted } from "./quoted-B62DVpbZ.js";
import { t as namedWithHistory } from "./file-history-d7f62fL-.js";
import { s as signedIn } from "./session-podVXHz1.js";
import { t as status } from "./status-BfHWTA3t.js";
// dist/commands/history.js
/** Every version of a file (T5). */
async function run(context, given) {
	const { output, words } = context;
	const { client } = await signedIn(context);
	const { key, versions } = await namedWithHistory(context, client, given.words[0] ?? "");
	const nameOf = await deviceNames(client, words.devices);
	const rows = versions.map(({ version, available }) => ({
		...version,
		available,
		deviceName: nameOf(version.device)
	}));
	output.show({
		type: key.type,
		name: key.name,
		versions: rows.map(versionRow)
	}, () => {
		const { headings } = words.history;
		const lines = rows.map((row, index) => [
			String(row.seq),
			output.format.moment(row.stamp),
			row.deviceName,
			row.kind === "content" ? output.format.size(row.size) : "",
			remark(context, row, row.available, index === 0)
		]);
		const shown = table([[
			headings.version,
			headings.time,
			headings.device,
			headings.size,
			""
		], ...lines], [0, 3]);
		const restorable = rows.some((row, index) => index > 0 && row.kind === "content" && row.available);
		const command = context.command(`restore ${quoted(pathOf(key))} --version N`);
		return [
			shownPath(key),
			...shown,
			...restorable ? ["", words.history.restore(command)] : []
		];
	});
	return status.done;
}
function remark({ words }, version, available, newest) {
	const { history } = words;
	if (version.kind === "deletion") return version.scope === "cloud" ? history.deletionCloud : history.deletion;
	if (version.kind === "moved") return history.moved(shownPath(version.to));
	if (!available) return history.gone;
	return newest ? history.newest : "";
}
export { run };
