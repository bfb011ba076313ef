import { i as read$1, n as glance, t as UsageError } from "./arguments-BzRVb8AW.js";
import { n as isCommand, t as commands } from "./commands-CgQGfcPy.js";
import { n as CommandError, r as explainFault, t as quoted } from "./quoted-B62DVpbZ.js";
import { t as Output } from "./output-BJ1rXqnA.js";
import { t as status } from "./status-BfHWTA3t.js";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
// dist/format.js
/** Sizes, times and numbers as a person of this language and time zone writes them. Made on first use: each Intl object costs milliseconds. */
var Format = class {
	#locale;
	#made = /* @__PURE__ */ new Map();
	constructor(locale) {
		this.#locale = locale;
	}
	number(value) {
		return this.#numbers("number", {}).format(value);
	}
	/** Bytes, decimal units as disks and plans are sold. */
	size(bytes) {
		const units = [
			"byte",
			"kilobyte",
			"megabyte",
			"gigabyte",
			"terabyte"
		];
		let [value, index] = [bytes, 0];
		while (value >= 999.5 && index < units.length - 1) {
			value /= 1e3;
			index += 1;
		}
		const unit = units[index] ?? "byte";
		return this.#numbers(unit, {
			style: "unit",
			unit,
			unitDisplay: index === 0 ? "long" : "short",
			maximumSignificantDigits: 3
		}).format(value);
	}
	percent(part) {
		return this.#numbers("percent", {
			style: "percent",
			maximumFractionDigits: part < .1 ? 1 : 0
		}).format(part);
	}
	/** Date and exact time in the time zone of this machine. */
	moment(millis) {
		return this.#dates("moment", {
			dateStyle: "medium",
			timeStyle: "medium"
		}).format(millis);
	}
	day(millis) {
		return this.#dates("day", { dateStyle: "medium" }).format(millis);
	}
	month(millis) {
		return this.#dates("month", {
			month: "long",
			year: "numeric"
		}).format(millis);
	}
	/** How long ago, in the largest unit that is at least one. */
	ago(millis, now) {
		const seconds = Math.max(0, Math.round((now - millis) / 1e3));
		const [unit, length] = [
			["day", 86400],
			["hour", 3600],
			["minute", 60],
			["second", 1]
		].find(([, length]) => seconds >= length) ?? ["second", 1];
		return this.#relative().format(-Math.floor(seconds / length), unit);
	}
	/** A span of time, rounded to what a person wants to know. */
	span(millis) {
		const seconds = Math.max(1, Math.round(millis / 1e3));
		const unit = seconds < 90 ? "second" : seconds < 5400 ? "minute" : "hour";
		const value = Math.round(seconds / (unit === "second" ? 1 : unit === "minute" ? 60 : 3600));
		return this.#numbers(`span-${unit}`, {
			style: "unit",
			unit,
			unitDisplay: "long"
		}).format(value);
	}
	#numbers(key, options) {
		const made = this.#made.get(key);
		if (made instanceof Intl.NumberFormat) return made;
		return this.#keep(key, new Intl.NumberFormat(this.#locale, options));
	}
	#dates(key, options) {
		const made = this.#made.get(key);
		if (made instanceof Intl.DateTimeFormat) return made;
		return this.#keep(key, new Intl.DateTimeFormat(this.#locale, options));
	}
	#relative() {
		const made = this.#made.get("relative");
		if (made instanceof Intl.RelativeTimeFormat) return made;
		return this.#keep("relative", new Intl.RelativeTimeFormat(this.#locale, { numeric: "auto" }));
	}
	#keep(key, made) {
		this.#made.set(key, made);
		return made;
	}
};
// dist/terminal.js
function openTerminal(input, output) {
	return {
		present: input.isTTY && output.isTTY,
		async ask(question) {
			const lines = createInterface({
				input,
				output,
				terminal: true
			});
			const closed = new Promise((resolve) => lines.once("close", () => resolve(null)));
			try {
				const answer = await Promise.race([lines.question(question), closed]);
				if (answer === null) output.write("\n");
				return answer === null ? null : answer.trim();
			} finally {
				lines.close();
			}
		}
	};
}
// dist/words/en-commands.js
/** What each command and option does, for help. */
const commandsInEnglish = {
	login: {
		summary: "make this folder a device of your account",
		options: {
			"request-code": "only have the code mailed, then end",
			code: "the code from the mail",
			name: "what this device is called in the list of devices",
			"new-account": "this folder belonged to another account or server: begin afresh, delete nothing",
			"sign-out": "sign this other device out when the account has too many (its number in the list)"
		}
	},
	logout: {
		summary: "sign this device out; its files stay",
		options: {}
	},
	status: {
		summary: "last sync, and what waits here, in the cloud and in conflict",
		options: {}
	},
	sync: {
		summary: "upload and download everything that differs",
		options: {
			yes: "carry out many deletions without asking",
			"upload-again": "after all data was deleted from the cloud: upload what is here again"
		}
	},
	changes: {
		summary: "list what differs, file by file",
		options: {
			local: "only what changed here",
			cloud: "only what changed in the cloud",
			conflicts: "only what changed on both sides"
		}
	},
	upload: {
		summary: "upload all local changes, or only these files",
		options: {}
	},
	download: {
		summary: "download all cloud changes, or only these files",
		options: {}
	},
	resolve: {
		summary: "settle a conflict",
		options: {
			upload: "the version of this device wins",
			download: "the version of the cloud wins; yours goes to the undo store of this device",
			"keep-both": "keep both, yours under a name of its own",
			merge: "one version with the points of both (favourites and markers)"
		}
	},
	select: {
		summary: "choose what is kept in sync",
		options: { auto: "switch automatic sync instead of sync altogether" }
	},
	watch: {
		summary: "stay and sync at once whenever something changes, here or in the cloud",
		options: {}
	},
	history: {
		summary: "every version of a file",
		options: {}
	},
	restore: {
		summary: "make an old version of a file the newest again",
		options: { version: "its number, as history shows it" }
	},
	trash: {
		summary: "files deleted from the cloud in the last 30 days: list, bring back, delete for good",
		options: {
			replace: "download over the file that is here (that one goes to the undo store of this device)",
			"keep-both": "download beside the file that is here",
			yes: "do not ask"
		}
	},
	storage: {
		summary: "how much space is used, by type",
		options: {}
	},
	"delete-data": {
		summary: "delete all your data from the cloud, or the data of one type",
		options: {
			type: "only this type; it goes to the trash for 30 days",
			yes: "do not ask"
		}
	},
	"delete-old-versions": {
		summary: "delete the history of all files; the newest versions stay",
		options: { yes: "do not ask" }
	},
	account: {
		summary: "e-mail address, plan and space of your account",
		options: {}
	},
	plan: {
		summary: "show the plan, or activate the free one",
		options: {}
	},
	downloads: {
		summary: "map downloads that are left",
		options: {}
	},
	devices: {
		summary: "the devices of your account; sign one or all others out",
		options: { others: "all devices but this one" }
	},
	"change-email": {
		summary: "change the e-mail address of your account",
		options: {
			"request-code": "only have the code mailed to the old address, then end",
			code: "the code from the mail to the old address",
			"new-code": "the code from the mail to the new address"
		}
	},
	"delete-account": {
		summary: "delete your account and everything in the cloud, for good",
		options: {
			"request-code": "only have the code mailed, then end",
			code: "the code from the mail",
			yes: "do not ask"
		}
	},
	serve: {
		summary: "start the server",
		options: {}
	},
	config: {
		summary: "print every setting of the server and where it comes from",
		options: {}
	}
};
// dist/words/en.js
/**
* All texts of the command line in English. A text is a string or a function of what it speaks about; numbers, sizes and times
* come ready made. What went wrong is said with what was kept and what to do.
*/
const plural = (count, shown, one, many) => `${shown} ${count === 1 ? one : many}`;
const en = {
	locale: "en-GB",
	fileCount: (count, shown) => plural(count, shown, "file", "files"),
	help: {
		intro: "cairn keeps a folder of OsmAnd data in step with a cloud of your own.",
		usage: "Usage",
		options: "Options",
		globals: "Options of every command",
		groups: {
			device: "In the folder of a device (or with --folder DIR)",
			operator: "For the operator of a server"
		},
		more: (command) => `${command} COMMAND --help explains one command.`,
		statuses: "Exit status: 0 done, 1 something failed, 2 not typed as it should be, 3 done but conflicts remain.",
		file: "FILE is the path inside the folder, such as \"tracks/hikes/Sunday loop.gpx\".",
		option: {
			folder: "the folder of the device; without it the current one, or the one above that is a device",
			json: "results as JSON on standard output; messages stay on standard error",
			help: "explain the command",
			version: "print the version",
			"no-color": "no colours (NO_COLOR does the same)"
		}
	},
	usage: {
		unknownCommand: (typed, close) => `There is no command "${typed}".${close.length === 0 ? "" : ` Did you mean ${close.join(" or ")}?`}`,
		unknownOption: (typed, close) => `There is no option ${typed} here.${close === void 0 ? "" : ` Did you mean ${close}?`}`,
		valueMissing: (option) => `${option} needs a value after it.`,
		valueUnwanted: (option) => `${option} takes no value.`,
		tooFew: "Something is missing.",
		tooMany: (word) => `"${word}" is too much here. A name with blanks needs quotes around it.`,
		howTo: (usage) => `Usage: ${usage}`,
		notANumber: (option) => `${option} takes a whole number.`,
		notAnAddress: (typed) => `"${typed}" is not an e-mail address.`,
		notAServer: (typed) => `"${typed}" is not the address of a server. It looks like https://cloud.example.org.`,
		oneOf: (choices) => `Choose one of ${choices.join(", ")}.`,
		onlyOneOf: (choices) => `Only one of ${choices.join(", ")} at a time.`,
		badId: (typed) => `"${typed}" is not the number of a device. The command devices shows them.`,
		noSuchType: (typed, known) => `There is no type "${typed}". The types are: ${known.join(", ")}.`
	},
	commands: commandsInEnglish,
	login: {
		codeMailed: (address, minutes) => `A code is on its way to ${address}. It is good for ${minutes}.`,
		goOn: (command) => `Then type:  ${command}`,
		askCode: "Code from the mail (Enter alone for help): ",
		help: (address, wait) => [
			"No mail? Check these:",
			`  - the address: ${address}. Wrong? Press Ctrl-C and begin again with the right one`,
			"  - the folder for unwanted mail (spam, junk)",
			"  - wait a minute or two: some providers hold the first mail of a new sender back",
			`  - type "again" for a new code${wait === "" ? "" : ` (possible in ${wait})`}; only the newest code counts`,
			"  - your mail provider may refuse this server; then try another address or ask the operator of the server",
			"    (a server without a mail service keeps its mails in its folder \"outbox\" and prints the code where it was started)"
		].join("\n"),
		again: "again",
		wait: (span) => `A new code can be sent in ${span}.`,
		wrong: "The code is wrong or no longer valid. Nothing was changed. Type it again, or \"again\" for a new one.",
		done: (address, device) => `Signed in as ${address}. This device is "${device}".`,
		already: (address, server) => `This folder is signed in already, as ${address} at ${server}.`,
		next: (command) => `Next:  ${command}`,
		limit: (limit) => `The account has ${limit} devices already, as many as its plan allows. Nothing was changed.`,
		askSignOut: "Number of the device to sign out (Enter alone to give up): ",
		limitHint: (command) => `To sign one out and this one in:  ${command}`,
		nobody: (command) => `The code cannot be asked for here, because there is no terminal. First have it mailed:  ${command}`,
		gaveUp: "Not signed in. Nothing was changed.",
		fresh: "What this folder had agreed on with the other account was put aside. No file was deleted; the next sync compares afresh."
	},
	logout: { done: (address) => `Signed out of ${address}. The files in this folder stay as they are.` },
	status: {
		account: "Account",
		folder: "Folder",
		lastSync: "Last sync",
		never: "never",
		local: "Local changes",
		cloud: "Cloud changes",
		conflicts: "Conflicts",
		held: "Deletions that wait for you",
		notInCloud: "Not in the cloud",
		notInCloudWhy: (count, command) => `${count} (deleted there only; ${command} puts one back)`,
		inStep: "Everything is in step.",
		empty: (command) => `This folder and the cloud are empty. Copy OsmAnd data into the folder, then:  ${command}`,
		toSync: (command) => `To bring both in step:  ${command}`,
		toList: (command) => `To see them one by one:  ${command}`,
		toResolve: (command) => `To settle a conflict:  ${command}`,
		toConfirm: (command) => `To carry the deletions out:  ${command}`,
		offline: (reason) => `The cloud could not be asked: ${reason} What is shown is what this device knew last.`,
		paused: (command) => `All data was deleted from the cloud. Your files are still here. To upload them again:  ${command}`,
		switchedOff: (names) => `Switched off: ${names}`,
		problems: "Could not be read",
		notes: "Left alone",
		more: (count) => `… and ${count} more`
	},
	changes: {
		local: "Local changes",
		cloud: "Cloud changes",
		conflicts: "Conflicts",
		noneLocal: "Nothing changed here since the last sync.",
		noneCloud: "Nothing changed in the cloud since the last sync.",
		noneConflicts: "No conflicts.",
		change: {
			new: "new",
			changed: "changed",
			deleted: "deleted",
			renamed: "renamed"
		},
		here: "here",
		inCloud: "cloud",
		uploadedBy: (moment, device) => `uploaded ${moment} by ${device}`,
		moved: (from) => `from ${from}`,
		lastSync: (moment) => `Last sync: ${moment}`,
		neverSynced: "Last sync: never"
	},
	sync: {
		phase: {
			scan: "Looking at files",
			compare: "Comparing",
			upload: "Uploading",
			download: "Downloading",
			delete: "Deleting"
		},
		progress: (done, total) => `${done} of ${total} files`,
		bytes: (done, total) => `${done} of ${total}`,
		rate: (rate) => `${rate}/s`,
		left: (span) => `about ${span} left`,
		nothing: "Nothing to do: this folder and the cloud are in step.",
		uploaded: (files, size) => `Uploaded    ${files}${size === "" ? "" : ` (${size})`}`,
		downloaded: (files, size) => `Downloaded  ${files}${size === "" ? "" : ` (${size})`}`,
		deletedHere: (files) => `Deleted     ${files} here; kept in .cairn/undo of this folder`,
		deletedCloud: (files) => `Deleted     ${files} in the cloud; kept in the trash for 30 days`,
		renamed: (files) => `Renamed     ${files}`,
		merged: (files) => `Merged      ${files}`,
		adopted: (files) => `Same        ${files} on both sides already`,
		failed: (files) => `Failed      ${files}:`,
		conflicts: (files) => `Conflicts   ${files}; both versions are kept:`,
		tryAgain: "What failed is untouched where it is, and is tried again with the next sync.",
		stopping: "Stopping: what is under way is finished and recorded. Press Ctrl-C again to end at once.",
		stopped: (command) => `Stopped. What was done is recorded; go on with:  ${command}`,
		brakeHere: (files) => `The cloud lost ${files}, more than a quarter of this folder. They are still here.`,
		brakeCloud: (files) => `${files} vanished from this folder, more than a quarter of it. They are still in the cloud.`,
		brakeAsk: (word) => `Type "${word}" to carry these deletions out, anything else to leave them: `,
		brakeHint: (command) => `Everything else was done. To carry the deletions out:  ${command}`,
		resetAsk: (word) => `Type "${word}" to upload your files again, anything else to wait: `,
		yes: "yes"
	},
	resolve: {
		askHow: (options) => `Say how: ${options}.`,
		done: {
			upload: (file) => `The version of this device is now in the cloud: ${file}`,
			download: (file) => `The version of the cloud is now here: ${file}. Yours is kept in .cairn/undo of this folder.`,
			"keep-both": (file, other) => `Both are kept: ${file} (from the cloud) and ${other} (yours).`,
			merge: (file) => `Merged, here and in the cloud: ${file}`
		},
		notMerged: (file) => `${file} could not be merged; both versions are kept:`,
		otherWays: (command) => `To choose:  ${command}`
	},
	select: {
		on: "on",
		off: "off",
		manual: "on, not by itself",
		categories: {
			settings: "Settings",
			"my-places": "My Places",
			resources: "Resources"
		},
		headings: {
			files: "Files",
			here: "Here",
			sync: "Sync",
			typed: "Typed as"
		},
		done: (name, state) => `${name} is ${state} now.`,
		doneAuto: (name, state) => `Automatic sync of ${name} is ${state} now.`,
		offMeans: "What is in the cloud and what is here both stay.",
		onMeans: (command) => `What is missing here comes with the next sync:  ${command}`,
		hint: (command) => `To switch one, or a folder of one such as GPX/hikes:  ${command}`
	},
	watch: {
		begun: (folder) => `Watching ${folder}. Ctrl-C ends it.`,
		connected: "Connected; changes in the cloud come at once.",
		again: (message, span) => `${message} Tried again in ${span}.`,
		ended: "Ended. What was done is recorded.",
		change: {
			uploaded: "uploaded",
			downloaded: "downloaded",
			merged: "merged",
			deletedHere: "deleted here",
			deletedCloud: "deleted in the cloud",
			renamed: "renamed",
			conflict: "conflict",
			failed: "failed"
		}
	},
	history: {
		headings: {
			version: "Version",
			time: "Time",
			device: "Device",
			size: "Size"
		},
		deletion: "deleted",
		deletionCloud: "deleted in the cloud only",
		moved: (to) => `renamed to ${to}`,
		gone: "content no longer kept",
		newest: "newest",
		none: (file) => `The cloud has never had a file ${file}.`,
		restore: (command) => `To bring one back:  ${command}`
	},
	restore: {
		done: (file, moment) => `The version of ${moment} is the newest of ${file} in the cloud again.`,
		same: (file) => `${file} is so already. Nothing was changed.`,
		noVersion: (version, file) => `${file} has no version ${version} that can be restored. Nothing was changed; history shows those that it has.`,
		next: (command) => `To have it here:  ${command}`
	},
	trash: {
		empty: "The trash is empty.",
		deletedBy: (device) => `by ${device}`,
		until: (day) => `kept until ${day}`,
		cloudOnly: "in the cloud only",
		notThere: (file) => `${file} is not in the trash. Nothing was changed.`,
		restored: (file) => `Restored in the cloud: ${file}`,
		exists: (file) => `A file of this name exists here: ${file}. Nothing was changed.`,
		existsHint: "Choose --replace (the one here goes to the undo store) or --keep-both.",
		askExists: "Replace it, or keep both? Type \"replace\" or \"both\" (Enter alone to give up): ",
		replace: "replace",
		both: "both",
		downloaded: (file) => `Downloaded: ${file}. The next sync uploads it.`,
		askDelete: (file, word) => `${file} will be gone for good, with its history. Type "${word}" to go on: `,
		deleted: (file) => `Deleted for good: ${file}`,
		askEmpty: (files, size, word) => `${files} (${size}) in the trash will be gone for good. Type "${word}" to go on: `,
		emptied: (files) => `The trash is empty now. Deleted for good: ${files}.`
	},
	storage: {
		used: (used, allowed, percent) => `${used} of ${allowed} used (${percent})`,
		trash: "Trash",
		history: "Old versions",
		historyOf: (allowed) => `Trash and old versions together may take ${allowed}.`,
		headings: {
			type: "Type",
			files: "Files",
			size: "Size",
			stored: "In the cloud"
		},
		empty: "Nothing is stored in the cloud yet.",
		note: "Space counts compressed, as it is kept in the cloud."
	},
	danger: {
		word: "delete",
		needYes: "This cannot be undone, and there is no terminal to ask at. Nothing was changed. Add --yes if you mean it.",
		notDone: "Nothing was changed.",
		askData: (word) => `ALL your data will be deleted from the cloud, with trash and history, for good. Files on your devices stay. Type "${word}" to go on: `,
		dataDone: (files) => `Deleted from the cloud: ${files}. Files on your devices stay; they are uploaded again only when you confirm it there.`,
		askType: (title, files, word) => `${title}: ${files} will be deleted from the cloud. They stay in the trash for 30 days and on your devices. Type "${word}" to go on: `,
		typeDone: (title, files) => `${title}: ${files} deleted from the cloud. They are in the trash for 30 days; the files on your devices stay.`,
		typeEmpty: (title) => `The cloud has no ${title}. Nothing was changed.`,
		askVersions: (word) => `All old versions of all files will be deleted for good. The newest versions and what the trash can restore stay. Type "${word}" to go on: `,
		versionsDone: (versions) => `Deleted ${versions}. The newest version of every file stays.`,
		versions: (count, shown) => plural(count, shown, "old version", "old versions"),
		askAccount: (address, word) => `The account ${address} and everything it has in the cloud will be gone for good; all devices are signed out. Files on your devices stay. Type "${word}" to go on: `,
		accountDone: (address) => `The account ${address} and all its cloud data are deleted. The files in this folder stay.`
	},
	account: {
		address: "E-mail",
		plan: "Plan",
		registered: "Registered",
		space: "Space",
		devices: "Devices",
		subscription: "Subscription",
		server: "Server",
		admin: "Administrator of this server",
		plans: {
			none: "none yet",
			start: "Start",
			maps: "Maps+",
			pro: "Pro",
			grace: "Pro, ended; data can still be read for a year"
		},
		of: (used, allowed) => `${used} of ${allowed} used`,
		until: (state, day) => `${state}, until ${day}`,
		startHint: (command) => `The free plan keeps favourites, settings, OSM edits and notes. To activate it:  ${command}`
	},
	plan: {
		shown: (plan) => `Your plan is ${plan}.`,
		started: "The free plan is active. It keeps favourites, settings, OSM edits and notes.",
		has: (plan) => `Your plan is ${plan} already. Nothing was changed.`,
		types: (types) => `You can upload: ${types}.`,
		all: "You can upload every type of data."
	},
	downloads: {
		unlimited: "This server does not count map downloads: there is no limit here.",
		free: (size) => `Free space where this folder lies: ${size}.`,
		apps: "OsmAnd's apps count their own free downloads from OsmAnd's map server; that counter is on the phone."
	},
	devices: {
		headings: {
			id: "No.",
			name: "Name",
			what: "What",
			registered: "Since",
			seen: "Last seen"
		},
		current: "this device",
		of: (count, limit) => `${count} of ${limit} devices.`,
		ofNone: (count) => `${count} devices; there is no limit.`,
		signedOut: (name) => `Signed out: ${name}. The files on it stay there.`,
		othersDone: (count, shown) => `${plural(count, shown, "other device or session is", "other devices and sessions are")} signed out. Their files stay there.`,
		unknown: (id) => `There is no device ${id} in your account. Nothing was changed.`,
		itself: (command) => `That is this device itself. Nothing was changed. To sign it out:  ${command}`,
		website: "the website",
		gone: "a former device",
		signOutHint: (command) => `To sign one out:  ${command}`
	},
	changeEmail: {
		mailedNew: (address, span) => `A code is on its way to the new address, ${address}. It is good for ${span}.`,
		askNew: "Code from the mail to the new address: ",
		done: (address) => `Your address is ${address} now. All devices stay signed in.`,
		notYet: "Your address stays as it is until the code from the mail to the new address is typed."
	},
	proof: {
		ask: "Code from the mail: ",
		mailed: (address, span) => `A code is on its way to ${address}. It is good for ${span}.`,
		nobody: (command) => `This needs a fresh code, and there is no terminal to ask for it. First have it mailed:  ${command}`
	},
	config: { origins: {
		default: "default",
		file: "cairn.toml",
		environment: "environment"
	} },
	files: {
		outside: (file, folder) => `${file} is not inside the folder ${folder}. Nothing was changed.`,
		foreign: (file) => `${file} is not OsmAnd data, so it is not kept in sync. It stays as it is. Tracks belong under tracks/, favourites under favorites/.`,
		unknown: (file) => `There is no file ${file}, neither here nor in the cloud. Nothing was changed.`,
		near: (names) => `Did you mean ${names.join(" or ")}?`,
		ambiguous: (file, names) => `${file} may mean ${names.join(" or ")}. Nothing was changed; type the whole path inside the folder.`
	},
	faults: {
		error: "Error",
		notADevice: (folder) => `${folder} is not the folder of a device yet. Nothing was changed.`,
		notADeviceHint: (command) => `To make it one:  ${command}`,
		signedOut: "This device was signed out, here or from another device. The files here stay as they are.",
		signedOutHint: (command) => `To sign in again:  ${command}`,
		noFolder: (folder) => `There is no folder ${folder}. Nothing was changed.`,
		notAFolder: (folder) => `${folder} is not a folder. Nothing was changed.`,
		unknownHost: (server) => `The name of the server ${server} is not known. Nothing was changed. Check the address and the network.`,
		refused: (server) => `Nothing answers at ${server}. Nothing was changed. Is the server running, and is the port right?`,
		unreachable: (server) => `The server ${server} cannot be reached. Nothing is lost; check the network and run the command again.`,
		broken: (server) => `The connection to ${server} broke off. What the server had confirmed is recorded; run the command again to go on.`,
		notCairn: (server) => `Something answers at ${server}, but it is not a Cairn server. Nothing was changed. Check the address.`,
		tls: (server, reason) => `The certificate of ${server} cannot be trusted (${reason}), so nothing was sent. Check the address, or ask its operator.`,
		diskFull: "This disk is full. What was complete is kept, nothing is half written; make room, then run the command again.",
		denied: (path) => `This system does not let Cairn use ${path}. Nothing was changed; check its permissions.`,
		readOnly: (path) => `${path} is on a disk that cannot be written. Nothing was changed.`,
		tooManyMails: (span) => `Too many codes were asked for. Use the newest one that arrived, or wait ${span} and ask again.`,
		tooManyRequests: (span) => `The server had too many requests from here. Nothing was changed; try again in ${span}.`,
		busy: (span) => `The server is busy. Nothing was changed; try again in ${span}.`,
		portInUse: (port) => `Port ${port} is in use by another program. Nothing was started; stop that one, or set CAIRN_PORT.`,
		unexpected: (message) => `Something unexpected went wrong: ${message} Nothing that was confirmed is lost.`,
		unexpectedHint: "Run it again with DEBUG=cairn to see where, and report it."
	}
};
// dist/words/words.js
const languages = { en };
/** The language that the environment asks for, as POSIX orders the variables; English where there is no such file. */
function chooseWords(environment) {
	const wish = environment.LC_ALL ?? environment.LC_MESSAGES ?? environment.LANG ?? "";
	return languages[wish.slice(0, 2).toLowerCase()] ?? en;
}
// dist/run.js
/** Runs one command line and says how it ended. */
async function run(line) {
	const words = chooseWords(process.env);
	const { name, globals, rest } = glance(line);
	const output = new Output({
		out: process.stdout,
		err: process.stderr
	}, {
		json: globals.json,
		colour: !globals.noColor && (process.env.NO_COLOR ?? "") === "",
		format: new Format(words.locale)
	});
	process.stdout.on("error", (error) => process.exit(error.code === "EPIPE" ? status.done : status.failed));
	const around = {
		words,
		output,
		program: programName(),
		server: void 0
	};
	try {
		return await carryOut(name, rest, globals, around);
	} catch (error) {
		return report(error, name, globals, around);
	}
}
async function carryOut(name, rest, globals, around) {
	const { words, output, program } = around;
	if (name === void 0 || name === "help" || globals.version && !takesVersion(name)) return help(rest, globals, around);
	if (!isCommand(name)) {
		const { near } = await import("./near-C88LwUeO.js");
		throw new UsageError(words.usage.unknownCommand(name, near(name, Object.keys(commands))));
	}
	if (globals.help) return help([name], globals, around);
	const given = read$1(rest, commands[name], words);
	const context = {
		folder: folderOf(globals.folder, name),
		here: process.cwd(),
		output,
		terminal: openTerminal(process.stdin, process.stderr),
		words,
		untilStopped: () => stopSignal(() => output.say(words.sync.stopping)),
		now: () => Date.now(),
		command: commandLine(program, globals.folder),
		speaksTo: (server) => around.server = server
	};
	const { run: command } = await commands[name].load();
	return command(context, given);
}
async function help(rest, globals, { words, output, program }) {
	if (globals.version) {
		const { version } = await import("./version-BfvhJBZZ.js");
		output.show({ version }, () => [`cairn ${version}`]);
		return status.done;
	}
	const { explain, overview } = await import("./help-DQMwEYkI.js");
	const about = rest.find(isCommand);
	const lines = about === void 0 ? overview(words, program) : explain(about, words, program);
	const asked = globals.help || about !== void 0 || rest.length === 0;
	output.show({ help: lines }, () => lines);
	return asked ? status.done : status.usage;
}
async function report(error, name, globals, around) {
	const { words, output, program, server } = around;
	const fault = explainFault(error, {
		words,
		server,
		format: output.format,
		command: commandLine(program, globals.folder)
	});
	if (!(error instanceof CommandError && error.inResult)) output.event({ error: {
		code: fault.code,
		message: fault.message
	} });
	output.say(`${output.paintMessage("red", `${words.faults.error}:`)} ${fault.message}`);
	for (const hint of fault.hints) output.say(hint);
	if (process.env.DEBUG === "cairn" && error instanceof Error) output.say(String(error.stack));
	if (!(error instanceof UsageError)) return status.failed;
	if (name !== void 0 && isCommand(name)) {
		const { usageOf } = await import("./help-DQMwEYkI.js");
		output.say(words.usage.howTo(usageOf(name, program)));
	}
	return status.usage;
}
function takesVersion(name) {
	return isCommand(name) && "version" in commands[name].options;
}
/**
* The folder that a command is about. Without --folder it is the nearest one, from here upwards, that is a device already, so that
* commands work below it too; `login` always means the very folder one stands in.
*/
function folderOf(typed, name) {
	const here = resolve(typed ?? ".");
	if (typed !== void 0 || name === "login") return here;
	for (let folder = here;; folder = dirname(folder)) {
		if (existsSync(join(folder, stateFolder))) return folder;
		if (folder === dirname(folder)) return here;
	}
}
/** As in the protocol's folder layout; written here again so that help and faults need not load the protocol. */
const stateFolder = ".cairn";
/** How the person called this program: through npx in the checkout, or by its name. A bare `npx` name would fetch a stranger's package. */
function programName() {
	return process.env.npm_command === "exec" ? "npx --no-install cairn" : "cairn";
}
function commandLine(program, folder) {
	const place = folder === void 0 ? "" : ` --folder ${quoted(folder)}`;
	return (rest) => `${program}${place} ${rest}`;
}
/** Ctrl-C and SIGTERM: the first asks to finish what is under way, the second ends at once. */
function stopSignal(stopping) {
	const stop = new AbortController();
	for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {
		if (stop.signal.aborted) process.exit(status.failed);
		stopping();
		stop.abort();
	});
	return stop.signal;
}
export { run };
