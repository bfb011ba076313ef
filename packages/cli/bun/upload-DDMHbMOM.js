import { t as carriedOut } from "./carried-out-kptN6eeX.js";
import { t as withDevice } from "./device-aXqOW75w.js";
import { t as namedFiles } from "./named-files-D8ciCSax.js";
// dist/commands/upload.js
/** Uploads all local changes, or only the files that are named (S4). */
async function run(context, given) {
	return withDevice(context, "upload", async (device) => {
		const only = await namedFiles(context, device, given.words);
		return carriedOut(context, await device.upload(only), context.words.changes.noneLocal);
	});
}
export { run };
