import { _ as fileSubTypes, v as fileTypes } from "./session-podVXHz1.js";
import { t as UsageError } from "./arguments-BzRVb8AW.js";
// dist/type-names.js
/** Every line that can be named. A line of FILE is known by its folders; those that have none cannot be named alone. */
const typeLines = fileTypes.flatMap((line) => {
	if (line.type !== "FILE") return [{
		id: line.type,
		title: line.title,
		parts: [{ type: line.type }]
	}];
	const folders = fileSubTypes.filter((kind) => line.subTypes?.includes(kind.name) === true && kind.folder !== "").map((kind) => kind.folder);
	return [...new Set(folders)].filter((folder) => folder !== "tracks/").map((prefix) => ({
		id: `FILE/${prefix.slice(0, -1)}`,
		title: line.title,
		parts: [{
			type: "FILE",
			prefix
		}]
	}));
});
/** The line that was typed, by its type, or by what a person calls it. @throws UsageError naming all of them. */
function lineOf(typed, words) {
	const wanted = typed.toLowerCase();
	const found = typeLines.find((line) => line.id.toLowerCase() === wanted) ?? typeLines.find((line) => line.title.toLowerCase() === wanted) ?? exportLine(wanted);
	if (found !== void 0) return found;
	throw new UsageError(words.usage.noSuchType(typed, [...new Set(typeLines.map((line) => line.id))]));
}
function exportLine(wanted) {
	const line = fileTypes.find((one) => one.exportType.toLowerCase() === wanted);
	return line === void 0 ? void 0 : typeLines.find((one) => one.title === line.title);
}
export { typeLines as n, lineOf as t };
