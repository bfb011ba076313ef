import { t as quoted } from "./quoted-B62DVpbZ.js";
import { t as UsageError } from "./arguments-BzRVb8AW.js";
import { t as readAddress } from "./addresses-BYi2iezs.js";
import { t as proofCode } from "./proof-DMNxtqor.js";
import { a as rememberAddress, s as signedIn } from "./session-podVXHz1.js";
import { t as status } from "./status-BfHWTA3t.js";
// dist/commands/change-email.js
/**
* Changes the address (A6): a code to the old one, then a code to the new one; only then does it change.
* At a terminal in one go; a script types the command three times: `--request-code`, `--code`, `--new-code`.
*/
async function run(context, given) {
	const { words } = context;
	const address = readAddress(given.words[0] ?? "", words);
	if ([
		"request-code",
		"code",
		"new-code"
	].filter((step) => given.has(step) || given.value(step) !== void 0).length > 1) throw new UsageError(words.usage.onlyOneOf([
		"--request-code",
		"--code",
		"--new-code"
	]));
	const device = await signedIn(context);
	const newCode = given.value("new-code");
	if (newCode !== void 0) return confirm(context, device, address, newCode);
	const proof = await proofCode(context, given, device, "change-address", `change-email ${quoted(address)} --code CODE`);
	if (proof.code === null) return proof.mailed ? status.done : status.failed;
	const { livesMs } = await device.client.changeAddress({ body: {
		code: proof.code,
		address
	} });
	context.output.say(words.changeEmail.mailedNew(address, context.output.format.span(livesMs)));
	if (given.value("code") !== void 0 || !context.terminal.present) {
		const next = context.command(`change-email ${quoted(address)} --new-code CODE`);
		context.output.show({
			mailed: true,
			livesMs
		}, () => [words.login.goOn(next)]);
		return status.done;
	}
	const code = await context.terminal.ask(words.changeEmail.askNew);
	if (code !== null && code !== "") return confirm(context, device, address, code);
	context.output.say(words.changeEmail.notYet);
	return status.failed;
}
async function confirm(context, { client }, address, code) {
	const { output, words } = context;
	await client.confirmAddress({ body: { code } });
	const { address: now } = await client.account();
	rememberAddress(context, now);
	output.show({
		address: now,
		requested: address
	}, () => [words.changeEmail.done(now)]);
	return status.done;
}
export { run };
