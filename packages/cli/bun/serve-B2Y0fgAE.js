import { t as status } from "./status-BfHWTA3t.js";
import { serve } from "@cairn/server";
// dist/commands/serve.js
/** Starts the server and stays until it is told to stop. */
async function run() {
	await serve();
	return status.done;
}
export { run };
