import { t as carriedOut } from "./carried-out-kptN6eeX.js";
import { t as withDevice } from "./device-aXqOW75w.js";
import { t as namedFiles } from "./named-files-D8ciCSax.js";
// dist/commands/download.js
/** Downloads all cloud changes, or only the files that are named (S5). */
async function run(context, given) {
	return withDevice(context, "download", async (device) => {
		const only = await namedFiles(context, device, given.words);
		return carriedOut(context, await device.download(only), context.words.changes.noneCloud);
	});
}
export { run };
