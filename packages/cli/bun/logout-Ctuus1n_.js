import { n as forgetToken, s as signedIn } from "./session-podVXHz1.js";
import { t as status } from "./status-BfHWTA3t.js";
// dist/commands/logout.js
/** Signs this device out; its files stay (A5). */
async function run(context) {
	const { output, words } = context;
	const { client, session } = await signedIn(context);
	try {
		await client.signOut();
	} catch (error) {
		if (!(error instanceof Error && "code" in error && error.code === "not-signed-in")) throw error;
	}
	forgetToken(context);
	output.show({ signedOut: session.address }, () => [words.logout.done(session.address)]);
	return status.done;
}
export { run };
