import type { Given } from './arguments.ts';
import { UsageError } from './arguments.ts';
import type { Context } from './context.ts';

/**
 * Whether the person means it: `--yes`, or the word typed at a terminal.
 * @throws UsageError where there is neither, so that a script never destroys by accident.
 */
export async function confirmed(context: Context, given: Given, question: (word: string) => string): Promise<boolean> {
  const { words, terminal, output } = context;
  if (given.has('yes')) return true;
  if (!terminal.present) throw new UsageError(words.danger.needYes);
  const { word } = words.danger;
  if ((await terminal.ask(question(word))) === word) return true;
  output.say(words.danger.notDone);
  return false;
}
