/** Exit statuses of every command. */
export const status = {
  /** Everything that was asked for is done. */
  done: 0,
  /** Something failed; what and why was said. */
  failed: 1,
  /** The command was not typed as it should be; nothing was done. */
  usage: 2,
  /** Done, and conflicts remain that a person must settle. */
  conflicts: 3,
  /** `verify` found faults; the worst of them (R10). */
  contradiction: 10,
  missing: 11,
  corrupt: 12,
  unreferenced: 13,
} as const;

export type Status = (typeof status)[keyof typeof status];
