import type { Given } from './arguments.ts';
import { UsageError } from './arguments.ts';
import type { Context } from './context.ts';
import type { Words } from './words/words.ts';

/** How far a long work of an operator has come, on the progress line of a terminal. */
export function progressOf({ output, words }: Context): (contents: number, bytes: number) => void {
  return (contents, bytes) => output.progress(words.upkeep.progress(output.format.number(contents), output.format.size(bytes)));
}

/** The whole number of an option; null when it was not typed. @throws UsageError */
export function wholeNumber(given: Given, words: Words, option: string): number | null {
  const text = given.value(option);
  if (text === undefined) return null;
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number)) throw new UsageError(words.usage.notANumber(`--${option}`));
  return number;
}
