import { u as pathOf } from "./rows-B26WJkrG.js";
import { t as quoted } from "./quoted-B62DVpbZ.js";
// dist/choices.js
/** How to settle a conflict, with the choices that this kind of file has. */
function resolveLine(row) {
	return `resolve ${quoted(pathOf(row.key))} ${row.choices.map((choice) => `--${choice}`).join(" | ")}`;
}
export { resolveLine as t };
