import { globalOptions } from './arguments.ts';
import { commands } from './commands.ts';
import type { CommandName, Definition } from './commands.ts';
import { table } from './output.ts';
import type { Words } from './words/words.ts';

/** How a command is typed, as one line. `program` is what the person types for cairn itself. */
export function usageOf(name: CommandName, program: string): string {
  return `${program} ${name} ${commands[name].usage}`.trimEnd();
}

/** All commands with one line each. */
export function overview(words: Words, program: string): string[] {
  const { help } = words;
  const lines = [help.intro, '', `${help.usage}:  ${program} [--folder DIR] COMMAND …`];
  for (const group of ['device', 'moving', 'operator'] as const) {
    const names = Object.keys(commands).filter((name): name is CommandName => commands[name as CommandName].group === group);
    lines.push('', help.groups[group], ...table(names.map((name) => [`  ${name}`, words.commands[name].summary])));
  }
  return [...lines, '', `${help.globals}:`, ...optionLines(globalOptions, help.option), '', help.file, help.statuses, help.more(program)];
}

/** One command, with its options. */
export function explain(name: CommandName, words: Words, program: string): string[] {
  const { help } = words;
  const definition: Definition = commands[name];
  const lines = [words.commands[name].summary, '', `${help.usage}:  ${usageOf(name, program)}`];
  if (Object.keys(definition.options).length > 0) {
    lines.push('', `${help.options}:`, ...optionLines(definition.options, words.commands[name].options));
  }
  lines.push('', `${help.globals}:`, ...optionLines(globalOptions, help.option));
  if (definition.usage.includes('FILE')) lines.push('', help.file);
  return lines;
}

function optionLines(options: Definition['options'], texts: Readonly<Record<string, string>>): string[] {
  return table(Object.entries(options).map(([name, option]) => [`  --${name}${option.type === 'string' ? ' …' : ''}`, texts[name] ?? '']));
}
