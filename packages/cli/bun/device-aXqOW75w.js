import { c as openDevice, l as systemTimers, o as requireDevice, p as isHidden, u as openCloud } from "./session-podVXHz1.js";
import { n as CommandError } from "./quoted-B62DVpbZ.js";
// dist/progress.js
/** Time over which the rate is taken, milliseconds: long enough to be calm, short enough to be true. */
const rateWindow = 5e3;
/** Events come by the thousand a second; the rate looks at one in so many milliseconds. */
const sampling = 100;
/** How often the line of a terminal and the JSON lines of a script are renewed, milliseconds. */
const renewal = {
	live: 100,
	json: 500,
	plain: 1e4
};
/**
* Shows how a sync goes on: one line that is rewritten at a terminal, a plain line now and then elsewhere, JSON lines with `--json`.
* (where `tellsScripts`: a command that promises one document prints one). What became of single files is in the result at the end; only in JSON every one of them is told as it happens.
*/
function progressOn(output, words, now, tellsScripts) {
	let shown = Number.NEGATIVE_INFINITY;
	let phase = "";
	let trail = [];
	const sample = (at, { bytesDone }) => {
		if (at - (trail.at(-1)?.at ?? Number.NEGATIVE_INFINITY) < sampling) return;
		trail.push({
			at,
			bytes: bytesDone
		});
		while ((trail[0]?.at ?? at) < at - rateWindow) trail.shift();
	};
	const rate = (at, { bytesDone }) => {
		const [first] = trail;
		const span = first === void 0 ? 0 : at - first.at;
		return first === void 0 || span < 500 ? 0 : (bytesDone - first.bytes) * 1e3 / span;
	};
	return {
		report(event) {
			if (output.json && !tellsScripts) return;
			if (event.phase === "file") {
				const { key, action, outcome, reason } = event;
				output.event({ file: {
					...key,
					action,
					outcome,
					...reason === void 0 ? {} : { reason }
				} });
				return;
			}
			const at = now();
			const due = (every) => at - shown >= every;
			const begun = event.phase !== phase;
			if (begun) {
				phase = event.phase;
				trail = [];
			}
			const complete = event.filesTotal > 0 && event.filesDone === event.filesTotal;
			sample(at, event);
			if (output.json) {
				if (!begun && !complete && !due(renewal.json)) return;
				const { filesDone, filesTotal, bytesDone, bytesTotal } = event;
				output.event({ progress: {
					phase: event.phase,
					filesDone,
					filesTotal,
					bytesDone,
					bytesTotal
				} });
			} else if (output.live) {
				if (!begun && !complete && !due(renewal.live)) return;
				output.progress(lineOf(event, rate(at, event), output, words));
			} else {
				if (!due(renewal.plain) || event.phase === "scan" || event.phase === "compare") return;
				if (shown === Number.NEGATIVE_INFINITY) {
					shown = at;
					return;
				}
				output.say(lineOf(event, rate(at, event), output, words));
			}
			shown = at;
		},
		end: () => output.progress("")
	};
}
/** "Uploading  120 of 5,000 files, 12 MB of 584 MB, 30 MB/s, about 20 seconds left". */
function lineOf(step, bytesPerSecond, output, words) {
	const { format } = output;
	const text = words.sync;
	const parts = [text.phase[step.phase]];
	if (step.filesTotal > 0) parts.push(text.progress(format.number(step.filesDone), format.number(step.filesTotal)));
	if (step.bytesTotal > 0) parts.push(text.bytes(format.size(step.bytesDone), format.size(step.bytesTotal)));
	if (bytesPerSecond > 0 && step.bytesDone < step.bytesTotal) {
		parts.push(text.rate(format.size(Math.round(bytesPerSecond))));
		parts.push(text.left(format.span((step.bytesTotal - step.bytesDone) / bytesPerSecond * 1e3)));
	}
	const [first = "", ...rest] = parts;
	return rest.length === 0 ? first : `${first}  ${rest.join(", ")}`;
}
// dist/device.js
/** Commands whose JSON is lines of progress and a last one with the result. */
const transfers = /* @__PURE__ */ new Set([
	"sync",
	"upload",
	"download"
]);
/** Opens the device of the folder, works with it and closes it. `command` is what others read who find the folder busy. */
async function withDevice(context, command, work) {
	const session = requireDevice(context);
	const progress = progressOn(context.output, context.words, context.now, transfers.has(command));
	const device = await openDevice(context.folder, { progress });
	try {
		return await work(deviceOf(device, session, context, command));
	} finally {
		progress.end();
		await device.close();
	}
}
function deviceOf(device, session, context, command) {
	const { engine, library, bases } = device;
	const alone = (work) => device.exclusively({ command }, work);
	let stop;
	const signal = () => stop ??= context.untilStopped();
	const selection = async () => {
		const { memo } = await bases.load();
		return {
			off: memo.off,
			manual: memo.manual ?? []
		};
	};
	return {
		session,
		client: device.client,
		look: () => alone(() => engine.look()),
		sync: (options) => alone(() => engine.sync({
			...options,
			signal: signal()
		})),
		upload: (only) => alone(() => engine.upload(only, { signal: signal() })),
		download: (only) => alone(() => engine.download(only, { signal: signal() })),
		resolve: (key, choice) => alone(() => engine.resolve(key, choice, { signal: signal() })),
		selection: () => alone(selection),
		select: (entry, on) => alone(() => engine.select([entry], on).then(selection)),
		selectAutomatic: (entry, on) => alone(() => engine.selectAutomatic([entry], on).then(selection)),
		confirmAfterReset: () => alone(() => engine.confirmAfterReset()),
		files: () => alone(async () => (await library.scan()).files.filter(({ key }) => !isHidden(key))),
		cloudNames: () => alone(async () => namesIn(await bases.load())),
		place: (version, key, insteadOf) => alone(() => placeVersion(device, version, key, insteadOf)),
		watch: (listener) => device.watch({
			signal: signal(),
			finished: (result) => listener.done(result),
			report: (event) => listener.said(event)
		})
	};
}
function namesIn(loaded) {
	const agreed = loaded.bases.flatMap(({ key, base }) => base.kind === "absent" ? [] : [key]);
	const news = loaded.pending.flatMap(({ kind, type, name }) => kind === "content" ? [{
		type,
		name
	}] : []);
	return [...agreed, ...news].filter((key) => !isHidden(key));
}
async function placeVersion(device, version, key, insteadOf) {
	const { client, library, session } = device;
	const cloud = openCloud({
		client,
		server: session.server,
		timers: systemTimers
	});
	for await (const item of cloud.download([version])) {
		if ("error" in item) throw new CommandError(item.error.code, item.error.message);
		const { hash, size, clientTime } = version;
		const content = {
			form: "gzip",
			bytes: item.gzip,
			hash,
			size,
			modified: clientTime
		};
		await library.place(key, content, insteadOf === void 0 ? { state: "absent" } : {
			state: "file",
			file: insteadOf
		});
	}
	await library.settle();
}
export { withDevice as t };
