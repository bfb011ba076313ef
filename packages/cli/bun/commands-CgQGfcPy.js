// dist/commands.js
const flag = { type: "boolean" };
const value = { type: "string" };
const many = Number.POSITIVE_INFINITY;
/** Every command, in the order in which help lists them. The texts are in `words/`. */
const commands = {
	login: {
		group: "device",
		usage: "SERVER EMAIL [--request-code | --code CODE] [--name NAME] [--new-account] [--sign-out ID]",
		takes: [2, 2],
		options: {
			"request-code": flag,
			code: value,
			name: value,
			"new-account": flag,
			"sign-out": value
		},
		load: () => import("./login-BY8sKGTg.js")
	},
	logout: {
		group: "device",
		usage: "",
		takes: [0, 0],
		options: {},
		load: () => import("./logout-Ctuus1n_.js")
	},
	status: {
		group: "device",
		usage: "",
		takes: [0, 0],
		options: {},
		load: () => import("./status-C907xGaA.js")
	},
	sync: {
		group: "device",
		usage: "[--yes] [--upload-again]",
		takes: [0, 0],
		options: {
			yes: flag,
			"upload-again": flag
		},
		load: () => import("./sync-CLH7v3K_.js")
	},
	changes: {
		group: "device",
		usage: "[--local | --cloud | --conflicts]",
		takes: [0, 0],
		options: {
			local: flag,
			cloud: flag,
			conflicts: flag
		},
		load: () => import("./changes-CUFZCbAT.js")
	},
	upload: {
		group: "device",
		usage: "[FILE …]",
		takes: [0, many],
		options: {},
		load: () => import("./upload-DDMHbMOM.js")
	},
	download: {
		group: "device",
		usage: "[FILE …]",
		takes: [0, many],
		options: {},
		load: () => import("./download-C21hrj3K.js")
	},
	resolve: {
		group: "device",
		usage: "FILE --upload | --download | --keep-both | --merge",
		takes: [1, 1],
		options: {
			upload: flag,
			download: flag,
			"keep-both": flag,
			merge: flag
		},
		load: () => import("./resolve-D1qicbo4.js")
	},
	select: {
		group: "device",
		usage: "[CATEGORY | TYPE | TYPE/FOLDER on | off] [--auto]",
		takes: [0, 2],
		options: { auto: flag },
		load: () => import("./select-BihvTejv.js")
	},
	watch: {
		group: "device",
		usage: "",
		takes: [0, 0],
		options: {},
		load: () => import("./watch-BzKEO_9H.js")
	},
	history: {
		group: "device",
		usage: "FILE",
		takes: [1, 1],
		options: {},
		load: () => import("./history-B0cCxn2L.js")
	},
	restore: {
		group: "device",
		usage: "FILE --version N",
		takes: [1, 1],
		options: { version: value },
		load: () => import("./restore-IvN1e0ss.js")
	},
	trash: {
		group: "device",
		usage: "[list | restore FILE | download FILE [--replace | --keep-both] | delete FILE | empty] [--yes]",
		takes: [0, 2],
		options: {
			replace: flag,
			"keep-both": flag,
			yes: flag
		},
		load: () => import("./trash-DKeNqk0P.js")
	},
	storage: {
		group: "device",
		usage: "",
		takes: [0, 0],
		options: {},
		load: () => import("./storage-BaqvRUXi.js")
	},
	"delete-data": {
		group: "device",
		usage: "[--type TYPE] [--yes]",
		takes: [0, 0],
		options: {
			type: value,
			yes: flag
		},
		load: () => import("./delete-data-BswmfA92.js")
	},
	"delete-old-versions": {
		group: "device",
		usage: "[--yes]",
		takes: [0, 0],
		options: { yes: flag },
		load: () => import("./delete-old-versions-CXJl8kNa.js")
	},
	account: {
		group: "device",
		usage: "",
		takes: [0, 0],
		options: {},
		load: () => import("./account-C696eiV-.js")
	},
	plan: {
		group: "device",
		usage: "[start]",
		takes: [0, 1],
		options: {},
		load: () => import("./plan-CcQL4AGf.js")
	},
	downloads: {
		group: "device",
		usage: "",
		takes: [0, 0],
		options: {},
		load: () => import("./downloads-qYcw2DtZ.js")
	},
	devices: {
		group: "device",
		usage: "[sign-out ID | sign-out --others]",
		takes: [0, 2],
		options: { others: flag },
		load: () => import("./devices-DxyZlMUJ.js")
	},
	"change-email": {
		group: "device",
		usage: "NEW [--request-code | --code CODE | --new-code CODE]",
		takes: [1, 1],
		options: {
			"request-code": flag,
			code: value,
			"new-code": value
		},
		load: () => import("./change-email-DQnJdB84.js")
	},
	"delete-account": {
		group: "device",
		usage: "[--request-code | --code CODE --yes]",
		takes: [0, 0],
		options: {
			"request-code": flag,
			code: value,
			yes: flag
		},
		load: () => import("./delete-account-Cyp3yIRH.js")
	},
	serve: {
		group: "operator",
		usage: "",
		takes: [0, 0],
		options: {},
		load: () => import("./serve-B2Y0fgAE.js")
	},
	config: {
		group: "operator",
		usage: "",
		takes: [0, 0],
		options: {},
		load: () => import("./config-BAsT3U-u.js")
	}
};
function isCommand(name) {
	return Object.hasOwn(commands, name);
}
export { isCommand as n, commands as t };
