import { t as UsageError } from "./arguments-BzRVb8AW.js";
import { t as deviceTable } from "./device-table-sa7xXyLn.js";
import { n as CommandError } from "./quoted-B62DVpbZ.js";
import { s as signedIn } from "./session-podVXHz1.js";
import { t as status } from "./status-BfHWTA3t.js";
import { n as isoOrNull, t as iso } from "./times-C3Mld_2c.js";
// dist/commands/devices.js
/** Devices of the account (A4, A8): list, sign one or all others out. */
async function run(context, given) {
	const { words } = context;
	const [verb, id] = given.words;
	if (verb === void 0 && !given.has("others")) return list(context);
	if (verb !== "sign-out") throw new UsageError(words.usage.oneOf(["sign-out ID", "sign-out --others"]));
	if (given.has("others")) {
		if (id !== void 0) throw new UsageError(words.usage.onlyOneOf(["ID", "--others"]));
		return signOutOthers(context);
	}
	if (id === void 0 || !/^\d{1,15}$/.test(id)) throw new UsageError(words.usage.badId(id ?? ""));
	return signOut(context, Number(id));
}
async function list(context) {
	const { output, words } = context;
	const { format } = output;
	const { client } = await signedIn(context);
	const { devices, limit } = await client.devices();
	const rows = devices.map((device) => ({
		...device,
		registered: iso(device.registered),
		lastSeen: isoOrNull(device.lastSeen)
	}));
	output.show({
		devices: rows,
		limit
	}, () => {
		const count = format.number(devices.length);
		const summary = limit === 0 ? words.devices.ofNone(count) : words.devices.of(count, format.number(limit));
		return [
			...deviceTable(devices, context),
			"",
			summary,
			words.devices.signOutHint(context.command("devices sign-out ID"))
		];
	});
	return status.done;
}
async function signOut(context, id) {
	const { output, words } = context;
	const { client } = await signedIn(context);
	const { devices } = await client.devices();
	const device = devices.find((row) => row.id === id);
	if (device === void 0) throw new CommandError("no-such-device", words.devices.unknown(String(id)));
	if (device.current) throw new CommandError("own-device", words.devices.itself(context.command("logout")));
	await client.signOutDevice({ params: { id } });
	output.show({ signedOut: id }, () => [words.devices.signedOut(device.name)]);
	return status.done;
}
async function signOutOthers(context) {
	const { output, words } = context;
	const { client } = await signedIn(context);
	const { count } = await client.signOutOthers();
	output.show({ signedOut: count }, () => [words.devices.othersDone(count, output.format.number(count))]);
	return status.done;
}
export { run };
