import { c as chosenFile, l as isHere } from "./rows-B26WJkrG.js";
// dist/named-files.js
/** The files that were named, each known here or in the cloud; undefined when none was named, which means all. */
async function namedFiles(context, device, typed) {
	if (typed.length === 0) return void 0;
	const known = new Map([...await device.cloudNames(), ...await newsOf(device)].map((key) => [nameOf(key), key]));
	const knows = ({ key, onlyWhenInCloud }) => known.has(nameOf(key)) || !onlyWhenInCloud && isHere(context, key);
	const keys = [];
	for (const word of typed) keys.push(await chosenFile(context, word, knows, async () => [...known.values(), ...await localNames(device)]));
	return keys;
}
/** What the cloud has and this device does not know yet. */
async function newsOf(device) {
	const { cloud, conflicts } = await device.look();
	return [...cloud, ...conflicts].map(({ key }) => key);
}
async function localNames(device) {
	return (await device.files()).map(({ key }) => key);
}
function nameOf({ type, name }) {
	return `${type}\0${name}`;
}
export { namedFiles as t };
