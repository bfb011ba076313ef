import { readFileSync } from "node:fs";
// dist/version.js
/** Version of this program, from its package.json (beside both `src` and `dist`). */
const version = readVersion();
function readVersion() {
	const facts = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
	return typeof facts === "object" && facts !== null && "version" in facts && typeof facts.version === "string" ? facts.version : "unknown";
}
export { version };
