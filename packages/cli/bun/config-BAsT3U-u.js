import { r as table } from "./output-BJ1rXqnA.js";
import { t as status } from "./status-BfHWTA3t.js";
import { environmentName, readConfig, settingNames } from "@cairn/server";
// dist/commands/config.js
/** Every setting of the server with its value and where it comes from; secrets are not shown. */
async function run({ output, words }) {
	const config = readConfig(process.env, process.cwd());
	const rows = settingNames.map((name) => {
		const value = config[name];
		const shown = isSecret(name) && textOf(value) !== "" ? "***" : withoutPassword(textOf(value));
		return {
			setting: environmentName(name),
			value: shown,
			origin: config.origins[name]
		};
	});
	output.show({ settings: rows }, () => table(rows.map((row) => [
		row.setting,
		row.value,
		words.config.origins[row.origin]
	])));
	return status.done;
}
function isSecret(name) {
	return /secret/i.test(name) || name.endsWith("AccessKey");
}
/** Addresses of mail servers and databases hold passwords. */
function withoutPassword(value) {
	return value.replace(/^([a-z][a-z0-9+.-]*:\/\/[^/@\s]*?):[^@\s]*@/i, "$1:***@");
}
function textOf(value) {
	if (value === null) return "";
	return typeof value === "object" ? value.join(", ") : String(value);
}
export { run };
