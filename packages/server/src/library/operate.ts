import { CairnError, checkNewKey } from '@cairn/protocol';
import type { WriteAnswer, WriteResult } from '@cairn/protocol';
import type { LogOperation } from '../log/operations.ts';
import type { Rewritten } from '../ports/log-store.ts';
import type { Asker, LibraryContext } from './context.ts';
import { rewriteCompanions } from './companions.ts';
import { refusal, resultOf } from './results.ts';
import { circumstances, removeQuietly } from './upload.ts';

/** How often a companion may change under a rename before the client is asked to come back. */
const mostTries = 5;

/** Carries out deletions, renames, restores and copies in their order, each judged alone. */
export async function operate(ctx: LibraryContext, who: Asker, operations: readonly LogOperation[]): Promise<WriteAnswer> {
  const results: WriteResult[] = [];
  const { writer, ...limits } = await circumstances(ctx, who);
  let epochs: { epoch: number; dataEpoch: number } | null = null;
  let rewritten: Rewritten[] = [];
  let bytes = new Uint8Array(0);
  let tries = 0;
  while (results.length < operations.length) {
    const { todo, fault } = untilFault(operations.slice(results.length));
    if (todo.length > 0) {
      const written = await ctx.store.operate({ bytes, writer, limits, operations: todo, rewritten });
      epochs = written.at;
      for (const key of written.unused) await removeQuietly(ctx, key);
      const last = written.outcomes.at(-1);
      for (const outcome of written.outcomes) if (outcome.status !== 'rewrite') results.push(resultOf(outcome));
      if (written.outcomes.some((outcome) => outcome.status === 'done')) ctx.events.publish(who.account, written.at);
      if (last?.status === 'rewrite') {
        if ((tries += 1) > mostTries) throw new CairnError('busy', { seconds: 1 });
        const operation = operations[results.length];
        if (operation === undefined) break;
        ({ rewritten, bytes } = await rewriteCompanions(ctx, who.account, operation, last.companions));
        continue;
      }
    }
    tries = 0;
    rewritten = [];
    bytes = new Uint8Array(0);
    if (fault !== null) results.push(refusal(fault.code, fault.details));
  }
  const { epoch, dataEpoch } = epochs ?? (await ctx.store.logState(who.account));
  return { results, epoch, dataEpoch };
}

/** The operations before the first one that asks for a name that cannot be. */
function untilFault(operations: readonly LogOperation[]): { todo: readonly LogOperation[]; fault: CairnError | null } {
  for (const [index, operation] of operations.entries()) {
    const fault = nameFault(operation);
    if (fault !== null) return { todo: operations.slice(0, index), fault };
  }
  return { todo: operations, fault: null };
}

function nameFault(operation: LogOperation): CairnError | null {
  if (!('to' in operation) || operation.to === undefined) return null;
  try {
    checkNewKey({ type: 'type' in operation ? operation.type : 'FILE', name: operation.to });
    return null;
  } catch (error) {
    if (error instanceof CairnError) return error;
    throw error;
  }
}
