import { t as confirmed } from "./confirm-Beni934N.js";
import { t as proofCode } from "./proof-DMNxtqor.js";
import { n as forgetToken, s as signedIn } from "./session-podVXHz1.js";
import { t as status } from "./status-BfHWTA3t.js";
// dist/commands/delete-account.js
/** Deletes the account and everything it has in the cloud (A7). */
async function run(context, given) {
	const { output, words } = context;
	const device = await signedIn(context);
	const { address } = device.session;
	if (!given.has("request-code") && !await confirmed(context, given, (word) => words.danger.askAccount(address, word))) return status.failed;
	const proof = await proofCode(context, given, device, "delete-account", "delete-account --code CODE --yes");
	if (proof.code === null) return proof.mailed ? status.done : status.failed;
	await device.client.deleteAccount({ body: { code: proof.code } });
	forgetToken(context);
	output.show({ deleted: address }, () => [words.danger.accountDone(address)]);
	return status.done;
}
export { run };
