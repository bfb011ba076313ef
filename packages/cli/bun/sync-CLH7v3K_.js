import { t as carriedOut } from "./carried-out-kptN6eeX.js";
import { t as withDevice } from "./device-aXqOW75w.js";
// dist/commands/sync.js
/** Uploads and downloads everything that differs (S2). */
async function run(context, given) {
	return withDevice(context, "sync", async (device) => {
		if (given.has("upload-again")) await device.confirmAfterReset();
		const result = await device.sync({ allowDeletions: given.has("yes") });
		const state = carriedOut(context, result);
		const { here, there } = result.waiting;
		const { terminal, output, words } = context;
		const question = result.paused ? words.sync.resetAsk : here.length + there.length > 0 ? words.sync.brakeAsk : null;
		if (question === null || !terminal.present || output.json || result.cancelled) return state;
		if (await terminal.ask(question(words.sync.yes)) !== words.sync.yes) return state;
		if (result.paused) await device.confirmAfterReset();
		return carriedOut(context, await device.sync({ allowDeletions: !result.paused }));
	});
}
export { run };
