import type { Decision } from '../../log/decide.ts';
import { judgeOperation, judgePut } from '../../log/decide.ts';
import type { Circumstances } from '../../log/decide.ts';
import type { LogState } from '../../log/rows.ts';
import { emptyLog, versionOf } from '../../log/rows.ts';
import type { Limits, LogStore, NewContent, Outcome, Writer, Written } from '../../ports/log-store.ts';
import type { Synchronous } from './engine.ts';
import type { LogReads } from './log-reader.ts';
import type { LogWrites } from './log-writer.ts';
import { Brought, TypeSums } from './log-writer.ts';

type Changes = Pick<LogStore, 'put' | 'operate'>;

/** Commands that append to the log. */
export function logChanges(reads: LogReads, writes: LogWrites): Synchronous<Changes> {
  /** Judges each item with what the ones before it left, and carries it out; counters are written once. */
  function each<Item>(
    command: { writer: Writer; limits: Limits; bytes: Uint8Array },
    items: readonly Item[],
    contents: readonly NewContent[],
    judge: (item: Item, at: Circumstances) => Decision,
  ): Written {
    const { account, device, now } = command.writer;
    const brought = new Brought(contents, command.bytes);
    const before = reads.state(account) ?? emptyLog;
    const types = new TypeSums();
    const reader = reads.reader(account);
    let state: LogState = before;
    const outcomes: Outcome[] = [];
    for (const item of items) {
      const decision = judge(item, { reader, state, bounds: command.limits, device, now });
      outcomes.push(outcomeOf(decision, state));
      // What follows may depend on this one, so it waits until the companions have been rewritten.
      if (decision.verdict.status === 'rewrite') break;
      if (decision.verdict.status !== 'done') continue;
      writes.apply(account, decision.draft, brought, now);
      types.add(decision.draft.types);
      state = decision.draft.state;
    }
    if (state !== before) {
      writes.saveState(account, state);
      writes.saveTypes(account, types);
    }
    return { outcomes, at: { seq: state.seq, epoch: state.epoch, dataEpoch: reads.dataEpoch() }, unused: brought.unused };
  }

  return {
    put: (command) =>
      each(
        command,
        command.items,
        command.items.map((item) => item.content),
        judgePut,
      ),
    operate(command) {
      const rewritten = new Map(command.rewritten.map(({ seq, content }) => [seq, content]));
      const contents = command.rewritten.map(({ content }) => content);
      return each(command, command.operations, contents, (operation, at) => judgeOperation(operation, rewritten, at));
    },
  };
}

function outcomeOf({ verdict, draft }: Decision, before: LogState): Outcome {
  switch (verdict.status) {
    case 'done':
      return { status: 'done', version: versionOf(verdict.row), count: draft.state.seq - before.seq };
    case 'same':
      return { status: 'same', version: versionOf(verdict.row) };
    case 'rewrite':
      return verdict;
    case 'refused': {
      const { code, details, head } = verdict;
      return { status: 'refused', code, details, ...(head === null ? {} : { head: versionOf(head) }) };
    }
  }
}
