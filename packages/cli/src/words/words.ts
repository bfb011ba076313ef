import { en } from './en.ts';

/** Every text of the command line. Another language is one more file of this shape. */
export type Words = typeof en;

const languages: Readonly<Record<string, Words>> = { en };

/** The language that the environment asks for, as POSIX orders the variables; English where there is no such file. */
export function chooseWords(environment: NodeJS.ProcessEnv): Words {
  const wish = environment.LC_ALL ?? environment.LC_MESSAGES ?? environment.LANG ?? '';
  return languages[wish.slice(0, 2).toLowerCase()] ?? en;
}
