import { n as shownName, r as table } from "./output-BJ1rXqnA.js";
// dist/device-table.js
/** Devices as a person tells them apart: number, name, make, when last seen. */
function deviceTable(devices, context) {
	const { words, output } = context;
	const { headings, current } = words.devices;
	const { format } = output;
	const rows = devices.map((device) => [
		String(device.id),
		shownName(device.name) + (device.current ? ` (${current})` : ""),
		shownName([
			device.brand,
			device.model,
			device.platform
		].filter((part) => part !== "").join(" ")),
		device.registered === 0 ? "" : format.day(device.registered),
		device.lastSeen === 0 ? "" : format.ago(device.current ? context.now() : device.lastSeen, context.now())
	]);
	return table([[
		headings.id,
		headings.name,
		headings.what,
		headings.registered,
		headings.seen
	], ...rows], [0]);
}
export { deviceTable as t };
