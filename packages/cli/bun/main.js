import { enableCompileCache } from "node:module";
// dist/main.js
/** Arguments → command → exit status. Kept small: everything else is loaded once the Node is known to be new enough. */
const oldest = 24;
if (Number(process.versions.node.split(".")[0]) < oldest) {
	process.stderr.write(`Cairn needs Node ${oldest} or newer; this is ${process.version}. Install Node ${oldest} and try again.\n`);
	process.exitCode = 1;
} else {
	enableCompileCache();
	const { run } = await import("./run-CEyBuG6z.js");
	process.exitCode = await run(process.argv.slice(2));
}
export {};
