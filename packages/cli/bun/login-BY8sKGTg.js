import { S as ApiError, i as openClient, r as isSignedInAs, t as beginSession } from "./session-podVXHz1.js";
import { n as readServer, t as readAddress } from "./addresses-BYi2iezs.js";
import { t as UsageError } from "./arguments-BzRVb8AW.js";
import { t as deviceTable } from "./device-table-sa7xXyLn.js";
import { n as CommandError, t as quoted } from "./quoted-B62DVpbZ.js";
import { t as status } from "./status-BfHWTA3t.js";
import { statSync } from "node:fs";
import { arch, hostname, type } from "node:os";
// dist/device-limit.js
/** The devices that the error `device-limit` lists (A8). What a newer or older server leaves out is shown empty. */
function devicesIn(details) {
	const devices = (Array.isArray(details.devices) ? details.devices : []).flatMap((row) => {
		const id = property(row, "id");
		if (typeof id !== "number") return [];
		const text = (key) => textOf(property(row, key));
		const time = (key) => timeOf(property(row, key));
		return [{
			id,
			name: text("name"),
			brand: text("brand"),
			model: text("model"),
			platform: text("platform"),
			lang: text("lang"),
			registered: time("registered"),
			lastSeen: time("lastSeen"),
			current: false
		}];
	});
	return {
		devices,
		limit: typeof details.limit === "number" ? details.limit : devices.length
	};
}
function property(value, key) {
	return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : void 0;
}
function textOf(value) {
	return typeof value === "string" ? value : "";
}
function timeOf(value) {
	return typeof value === "number" ? value : 0;
}
// dist/commands/login.js
/** Makes this folder a device of an account; makes the account where there is none (A1, A2). */
async function run(context, given) {
	const { words, terminal } = context;
	const [server = "", address = ""] = given.words;
	const wish = {
		server: readServer(server, words),
		address: readAddress(address, words),
		name: given.value("name")?.trim() ?? hostname(),
		newAccount: given.has("new-account"),
		signOut: readId(given.value("sign-out"), words.usage.badId)
	};
	context.speaksTo(wish.server);
	const code = given.value("code");
	if (code !== void 0 && given.has("request-code")) throw new UsageError(words.usage.onlyOneOf(["--request-code", "--code"]));
	requireFolder(context);
	if (isSignedInAs(context, wish)) {
		context.output.show({
			signedIn: wish.address,
			server: wish.server,
			already: true
		}, () => [words.login.already(wish.address, wish.server)]);
		return status.done;
	}
	const client = openClient(wish.server);
	await requireCairn(context, client, wish.server);
	if (code !== void 0) return signIn(context, client, wish, code);
	const command = context.command(loginLine(wish, "--code CODE"));
	if (!given.has("request-code") && !terminal.present) throw new UsageError(words.login.nobody(context.command(loginLine(wish, "--request-code"))));
	const mailed = await requestCode(context, client, wish.address);
	if (!given.has("request-code")) return askAndSignIn(context, client, wish, mailed);
	context.output.show({
		mailed: true,
		livesMs: mailed.livesMs,
		resendAfterMs: mailed.resendAfterMs
	}, () => [words.login.goOn(command)]);
	return status.done;
}
/** Asks until a code is right; help, a new code and giving up are always at hand (A2). */
async function askAndSignIn(context, client, wish, mailed) {
	const { words, terminal, output } = context;
	let resendFrom = context.now() + mailed.resendAfterMs;
	for (;;) {
		const typed = await terminal.ask(words.login.askCode);
		if (typed === null) break;
		const wait = resendFrom - context.now();
		if (typed === "") output.say(words.login.help(wish.address, wait > 0 ? output.format.span(wait) : ""));
		else if (typed.toLowerCase() !== words.login.again) {
			const done = await tryCode(context, client, wish, typed);
			if (done !== null) return done;
		} else if (wait > 0) output.say(words.login.wait(output.format.span(wait)));
		else resendFrom = context.now() + (await requestCode(context, client, wish.address)).resendAfterMs;
	}
	output.say(words.login.gaveUp);
	return status.failed;
}
async function tryCode(context, client, wish, code) {
	try {
		return await signIn(context, client, wish, code);
	} catch (error) {
		if (error instanceof ApiError && (error.code === "code-invalid" || error.code === "bad-request")) {
			context.output.say(context.words.login.wrong);
			return null;
		}
		throw error;
	}
}
async function signIn(context, client, wish, code) {
	const { words, output } = context;
	const device = {
		name: wish.name,
		brand: "cairn",
		platform: `${type()} ${arch()}`,
		lang: words.locale
	};
	const registered = await registerOrMakeRoom(context, client, wish, {
		address: wish.address,
		code,
		device
	});
	if (registered === null) return status.failed;
	const { account, device: id, token } = registered;
	beginSession(context, {
		server: wish.server,
		address: wish.address,
		account,
		device: id,
		token,
		newAccount: wish.newAccount
	});
	output.show({
		signedIn: wish.address,
		server: wish.server,
		account: registered.account,
		device: registered.device,
		name: wish.name
	}, () => [
		words.login.done(wish.address, wish.name),
		...wish.newAccount ? [words.login.fresh] : [],
		words.login.next(context.command("sync"))
	]);
	return status.done;
}
/** At the limit of devices the list is shown, with how to sign one out (A8). The code is still good then. */
async function registerOrMakeRoom(context, client, wish, body) {
	const { words, output, terminal } = context;
	try {
		return await client.registerDevice({ body: wish.signOut === void 0 ? body : {
			...body,
			signOut: wish.signOut
		} });
	} catch (error) {
		if (!(error instanceof ApiError) || error.code !== "device-limit") throw error;
		const { devices, limit } = devicesIn(error.details);
		output.say(words.login.limit(output.format.number(limit)));
		for (const line of deviceTable(devices, context)) output.say(line);
		const again = context.command(loginLine(wish, "--code CODE --sign-out ID"));
		if (!terminal.present) throw new CommandError("device-limit", error.message, [words.login.limitHint(again)], { cause: error });
		const typed = await terminal.ask(words.login.askSignOut);
		if (typed === null || typed === "") {
			output.say(words.login.gaveUp);
			return null;
		}
		const signOut = readId(typed, words.usage.badId);
		return registerOrMakeRoom(context, client, {
			...wish,
			signOut
		}, body);
	}
}
async function requestCode(context, client, address) {
	const { words, output } = context;
	const mailed = await client.requestCode({ body: {
		address,
		lang: words.locale
	} });
	output.say(words.login.codeMailed(address, output.format.span(mailed.livesMs)));
	return mailed;
}
/** Says what is wrong with the address before anything secret is typed. */
async function requireCairn(context, client, server) {
	try {
		if ((await client.server()).name === "cairn") return;
	} catch (error) {
		if (!(error instanceof ApiError) || error.kind === "offline" || error.kind === "refused" && error.code !== "not-found") throw error;
		if (error.code === "redirected" || error.code === "server-address") throw error;
	}
	throw new CommandError("not-cairn", context.words.faults.notCairn(server));
}
/** The folder must be there: a folder that is made by a slip of the finger would look like one whose files are all gone. */
function requireFolder({ folder, words }) {
	const facts = statSync(folder, { throwIfNoEntry: false });
	if (facts === void 0) throw new CommandError("no-folder", words.faults.noFolder(folder));
	if (!facts.isDirectory()) throw new CommandError("no-folder", words.faults.notAFolder(folder));
}
function loginLine(wish, rest) {
	const fresh = wish.newAccount ? " --new-account" : "";
	return `login ${quoted(wish.server)} ${quoted(wish.address)} ${rest}${fresh}`;
}
function readId(typed, wrong) {
	if (typed === void 0) return void 0;
	if (!/^\d{1,15}$/.test(typed)) throw new UsageError(wrong(typed));
	return Number(typed);
}
export { run };
