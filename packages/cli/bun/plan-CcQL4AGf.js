import { t as UsageError } from "./arguments-BzRVb8AW.js";
import { s as signedIn, x as titleOf } from "./session-podVXHz1.js";
import { t as status } from "./status-BfHWTA3t.js";
// dist/commands/plan.js
/** Shows the plan, or activates the free one (P1). */
async function run(context, given) {
	const { output, words } = context;
	const [verb] = given.words;
	if (verb !== void 0 && verb !== "start") throw new UsageError(words.usage.oneOf(["start"]));
	const { client } = await signedIn(context);
	const before = await client.account();
	const started = verb === "start" && before.plan === "none";
	const { plan, types, allowed } = started ? await client.startPlan() : before;
	output.show({
		plan,
		types,
		allowed,
		started
	}, () => {
		const name = words.account.plans[plan];
		const lines = [started ? words.plan.started : verb === "start" ? words.plan.has(name) : words.plan.shown(name)];
		if (plan === "none") return [...lines, words.account.startHint(context.command("plan start"))];
		return [...lines, types === null ? words.plan.all : words.plan.types(types.map((type) => titleOf({
			type,
			name: ""
		})).join(", "))];
	});
	return status.done;
}
export { run };
