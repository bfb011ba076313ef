import { t as UsageError } from "./arguments-BzRVb8AW.js";
// dist/proof.js
/**
* The fresh code for an act that a signed-in device alone may not do (R56): typed with `--code`, or mailed and asked for at the terminal.
* Null when it was only mailed (`--request-code`) or the person gave up; `mailed` says which.
*/
async function proofCode(context, given, { client, session }, purpose, goOn) {
	const { output, words, terminal } = context;
	const typed = given.value("code");
	if (typed !== void 0) return { code: typed };
	const onlyMail = given.has("request-code");
	if (!onlyMail && !terminal.present) throw new UsageError(words.proof.nobody(context.command(goOn.replace(/--.*/, "--request-code"))));
	const { livesMs } = await client.proofCode({ body: { purpose } });
	output.say(words.proof.mailed(session.address, output.format.span(livesMs)));
	if (onlyMail) {
		output.show({
			mailed: true,
			livesMs
		}, () => [words.login.goOn(context.command(goOn))]);
		return {
			code: null,
			mailed: true
		};
	}
	const code = await terminal.ask(words.proof.ask);
	if (code !== null && code !== "") return { code };
	output.say(words.danger.notDone);
	return {
		code: null,
		mailed: false
	};
}
export { proofCode as t };
