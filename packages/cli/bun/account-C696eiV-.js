import { r as table } from "./output-BJ1rXqnA.js";
import { s as signedIn } from "./session-podVXHz1.js";
import { t as status } from "./status-BfHWTA3t.js";
import { n as isoOrNull, t as iso } from "./times-C3Mld_2c.js";
// dist/commands/account.js
/** The account: address, plan, space, devices (A4). */
async function run(context) {
	const { output, words } = context;
	const { format } = output;
	const { client, session } = await signedIn(context);
	const [account, { devices, limit }] = await Promise.all([client.account(), client.devices()]);
	const { registered, subscription } = account;
	const document = {
		server: session.server,
		...account,
		registered: iso(registered),
		subscription: subscription && {
			...subscription,
			start: iso(subscription.start),
			expires: isoOrNull(subscription.expires)
		},
		devices: devices.length
	};
	output.show(document, () => {
		const text = words.account;
		const rows = [
			[text.address, account.address],
			[text.server, session.server],
			[text.registered, format.day(account.registered)],
			[text.plan, text.plans[account.plan]]
		];
		if (account.subscription !== null) {
			const { state, expires } = account.subscription;
			rows.push([text.subscription, expires === null ? state : text.until(state, format.day(expires))]);
		}
		const count = format.number(devices.length);
		rows.push([text.space, text.of(format.size(account.used), format.size(account.allowed))], [text.devices, limit === 0 ? count : `${count} / ${format.number(limit)}`]);
		const lines = table(rows);
		if (account.admin) lines.push(text.admin);
		if (account.plan === "none") lines.push("", text.startHint(context.command("plan start")));
		return lines;
	});
	return status.done;
}
export { run };
