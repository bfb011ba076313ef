import { parseArgs } from 'node:util';
import type { ParseArgsOptionsConfig } from 'node:util';
import { near } from './near.ts';
import type { Words } from './words/words.ts';

/** The command was not typed as it should be (exit status 2). */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What a command takes: how many words, and which options. */
export interface Shape {
  /** Fewest and most words after the command's name. */
  readonly takes: readonly [number, number];
  readonly options: ParseArgsOptionsConfig;
}

/** What was typed after the command's name. */
export class Given {
  readonly words: readonly string[];
  readonly #options: Readonly<Record<string, unknown>>;
  constructor(words: readonly string[], options: Readonly<Record<string, unknown>>) {
    this.words = words;
    this.#options = options;
  }
  /** Whether the option without a value was typed. */
  has(option: string): boolean {
    return this.#options[option] === true;
  }
  /** The value of an option, if typed. */
  value(option: string): string | undefined {
    const value = this.#options[option];
    return typeof value === 'string' ? value : undefined;
  }
}

export const globalOptions = {
  folder: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  'no-color': { type: 'boolean' },
} as const satisfies ParseArgsOptionsConfig;

export interface Globals {
  readonly folder: string | undefined;
  readonly json: boolean;
  readonly help: boolean;
  readonly version: boolean;
  readonly noColor: boolean;
}

/** Splits the line into the command's name, the options that every command has, and all the rest. Never fails. */
export function glance(line: readonly string[]): { name: string | undefined; globals: Globals; rest: string[] } {
  const { values, tokens } = parseArgs({ args: [...line], options: globalOptions, strict: false, allowPositionals: true, tokens: true });
  const first = tokens.find((token) => token.kind === 'positional');
  const rest = first === undefined ? [...line] : line.filter((_, index) => index !== first.index);
  return {
    name: first?.value,
    rest,
    globals: {
      folder: typeof values.folder === 'string' ? values.folder : undefined,
      json: values.json === true,
      help: values.help === true,
      version: values.version === true,
      noColor: values['no-color'] === true,
    },
  };
}

/** Reads the rest of the line as this command takes it. @throws UsageError saying which word is wrong. */
export function read(rest: readonly string[], shape: Shape, words: Words): Given {
  const options: ParseArgsOptionsConfig = { ...globalOptions, ...shape.options };
  const { values, positionals, tokens } = parseArgs({ args: [...rest], options, strict: false, allowPositionals: true, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (option === undefined) throw new UsageError(unknownOption(token.rawName, Object.keys(options), words));
    const isMissing = token.value === undefined || token.value === '' || (!token.inlineValue && token.value.startsWith('-'));
    if (option.type === 'string' && isMissing) {
      throw new UsageError(words.usage.valueMissing(token.rawName));
    }
    if (option.type === 'boolean' && token.value !== undefined) throw new UsageError(words.usage.valueUnwanted(token.rawName));
  }
  const [fewest, most] = shape.takes;
  if (positionals.length < fewest) throw new UsageError(words.usage.tooFew);
  if (positionals.length > most) throw new UsageError(words.usage.tooMany(positionals[most] ?? ''));
  return new Given(positionals, values);
}

function unknownOption(typed: string, known: readonly string[], words: Words): string {
  const [closest] = near(typed.replace(/^-+/, ''), known);
  return words.usage.unknownOption(typed, closest === undefined ? undefined : `--${closest}`);
}
