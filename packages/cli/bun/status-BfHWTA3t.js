// dist/status.js
/** Exit statuses of every command. */
const status = {
	/** Everything that was asked for is done. */
	done: 0,
	/** Something failed; what and why was said. */
	failed: 1,
	/** The command was not typed as it should be; nothing was done. */
	usage: 2,
	/** Done, and conflicts remain that a person must settle. */
	conflicts: 3
};
export { status as t };
