import { s as signedIn } from "./session-podVXHz1.js";
import { t as status } from "./status-BfHWTA3t.js";
import { statfsSync } from "node:fs";
// dist/commands/downloads.js
/** Map downloads that are left (P7): this server counts none, so the free space of the disk is what limits them. */
async function run(context) {
	const { output, words } = context;
	await signedIn(context);
	const disk = statfsSync(context.folder);
	const free = disk.bavail * disk.bsize;
	output.show({
		unlimited: true,
		freeDiskSpace: free
	}, () => [
		words.downloads.unlimited,
		words.downloads.free(output.format.size(free)),
		words.downloads.apps
	]);
	return status.done;
}
export { run };
