import type { Given } from './arguments.ts';
import { UsageError } from './arguments.ts';
import type { Context } from './context.ts';
import type { Output } from './output.ts';
import type { Words } from './words/words.ts';

/** How far a long work of an operator has come, on the progress line of a terminal. */
export function progressOf({ output, words }: Context): (contents: number, bytes: number) => void {
  return (contents, bytes) => output.progress(words.upkeep.progress(inContents(output, words, contents), output.format.size(bytes)));
}

/** A number of accounts in words. */
export function inAccounts({ format }: Pick<Output, 'format'>, { upkeep }: Words, count: number): string {
  return upkeep.accounts(count, format.number(count));
}
/** A number of contents in words. */
export function inContents({ format }: Pick<Output, 'format'>, { upkeep }: Words, count: number): string {
  return upkeep.contents(count, format.number(count));
}

/** The whole number of an option; null when it was not typed. @throws UsageError */
export function wholeNumber(given: Given, words: Words, option: string): number | null {
  const text = given.value(option);
  if (text === undefined) return null;
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number)) throw new UsageError(words.usage.notANumber(`--${option}`));
  return number;
}
