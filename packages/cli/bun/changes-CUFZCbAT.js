import { t as UsageError } from "./arguments-BzRVb8AW.js";
import { t as resolveLine } from "./choices-Bg1iXBIZ.js";
import { n as deviceNames } from "./cloud-files-DNHMLT2-.js";
import { t as withDevice } from "./device-aXqOW75w.js";
import { d as shownPath, n as conflictRow, t as changeRow } from "./rows-B26WJkrG.js";
import { n as shownName, r as table } from "./output-BJ1rXqnA.js";
import { t as status } from "./status-BfHWTA3t.js";
import { n as isoOrNull } from "./times-C3Mld_2c.js";
// dist/commands/changes.js
const sides = [
	"local",
	"cloud",
	"conflicts"
];
/** What differs, file by file (S3). */
async function run(context, given) {
	const { output, words } = context;
	const asked = sides.filter((side) => given.has(side));
	if (asked.length > 1) throw new UsageError(words.usage.onlyOneOf(asked.map((side) => `--${side}`)));
	const wanted = asked.length === 0 ? sides : asked;
	return withDevice(context, "changes", async (device) => {
		const changes = await device.look();
		const nameOf = wanted.includes("conflicts") && changes.conflicts.length > 0 && changes.stopped === null && !output.json ? await deviceNames(device.client, words.devices) : () => words.devices.gone;
		output.show({
			lastSync: isoOrNull(changes.lastSync),
			...documentOf(changes, wanted)
		}, () => [...wanted.flatMap((side) => [...section(side, changes, context, nameOf), ""]), changes.lastSync === 0 ? words.changes.neverSynced : words.changes.lastSync(output.format.moment(changes.lastSync))]);
		if (changes.stopped !== null) output.say(words.status.offline(changes.stopped.message));
		return status.done;
	});
}
function documentOf(changes, wanted) {
	const rows = {
		local: changes.local.map(changeRow),
		cloud: changes.cloud.map(changeRow),
		conflicts: changes.conflicts.map(conflictRow)
	};
	return {
		...Object.fromEntries(wanted.map((side) => [side, rows[side]])),
		...changes.stopped === null ? {} : { offline: changes.stopped.message }
	};
}
function section(side, changes, context, nameOf) {
	const { output, words } = context;
	const rows = changes[side];
	if (rows.length === 0) {
		const { noneLocal, noneCloud, noneConflicts } = words.changes;
		return [{
			local: noneLocal,
			cloud: noneCloud,
			conflicts: noneConflicts
		}[side]];
	}
	const title = output.paint("bold", `${words.changes[side]} (${output.format.number(rows.length)})`);
	if (side === "conflicts") return [title, ...changes.conflicts.flatMap((row) => conflictLines(row, context, nameOf))];
	return [title, ...table(rows.map((row) => cells(row, side, context)), [2])];
}
function cells(row, side, { output, words }) {
	const { format } = output;
	const facts = side === "local" ? row.local : row.cloud?.kind === "content" ? row.cloud : void 0;
	const time = side === "local" ? row.local?.modified : row.cloud?.stamp;
	const folder = row.isFolder === true ? "/" : "";
	return [
		`  ${words.changes.change[row.change]}`,
		`${shownPath(row.key)}${folder}${row.from === void 0 ? "" : ` (${words.changes.moved(shownPath(row.from))}${folder})`}`,
		facts === void 0 ? "" : format.size(facts.size),
		time === void 0 ? "" : format.moment(time)
	];
}
/** Both versions side by side, as far as they differ in what can be told without opening them. */
function conflictLines(row, { output, words, command }, nameOf) {
	const { format } = output;
	const { local, cloud } = row;
	const time = (millis) => millis > 0 ? format.moment(millis) : "";
	const both = [...local === void 0 ? [] : [[
		`    ${words.changes.here}`,
		format.size(local.size),
		time(local.modified),
		""
	]], ...cloud?.kind === "content" ? [[
		`    ${words.changes.inCloud}`,
		format.size(cloud.size),
		time(cloud.clientTime),
		words.changes.uploadedBy(format.moment(cloud.stamp), shownName(nameOf(cloud.device)))
	]] : []];
	return [
		`  ${shownPath(row.key)}`,
		...table(both, [1]),
		...row.reasons.map((reason) => `    ${reason}`),
		`    ${words.status.toResolve(command(resolveLine(row)))}`
	];
}
export { run };
