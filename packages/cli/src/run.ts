import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { glance, read, UsageError } from './arguments.ts';
import type { Globals } from './arguments.ts';
import { commands, isCommand } from './commands.ts';
import type { CommandName } from './commands.ts';
import type { Context } from './context.ts';
import { CommandError, explainFault } from './faults.ts';
import { Format } from './format.ts';
import { Output } from './output.ts';
import { quoted } from './quoted.ts';
import { status } from './status.ts';
import type { Status } from './status.ts';
import { openTerminal } from './terminal.ts';
import { chooseWords } from './words/words.ts';
import type { Words } from './words/words.ts';

/** Runs one command line and says how it ended. */
export async function run(line: readonly string[]): Promise<Status> {
  const words = chooseWords(process.env);
  const { name, globals, rest } = glance(line);
  const output = new Output(
    { out: process.stdout, err: process.stderr },
    { json: globals.json, colour: !globals.noColor && (process.env.NO_COLOR ?? '') === '', format: new Format(words.locale) },
  );
  // A reader that goes away (`cairn changes | head`) is no fault.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? status.done : status.failed));
  const around: Surroundings = { words, output, program: programName(), server: undefined };
  try {
    return await carryOut(name, rest, globals, around);
  } catch (error) {
    return report(error, name, globals, around);
  }
}

interface Surroundings {
  readonly words: Words;
  readonly output: Output;
  /** What the person types for cairn itself. */
  readonly program: string;
  /** The server that the command speaks to, once it is known; errors name it. */
  server: string | undefined;
}

async function carryOut(name: string | undefined, rest: readonly string[], globals: Globals, around: Surroundings): Promise<Status> {
  const { words, output, program } = around;
  if (name === undefined || name === 'help' || (globals.version && !takesVersion(name))) return help(rest, globals, around);
  if (!isCommand(name)) {
    const { near } = await import('./near.ts');
    throw new UsageError(words.usage.unknownCommand(name, near(name, Object.keys(commands))));
  }
  if (globals.help) return help([name], globals, around);
  const given = read(rest, commands[name], words);
  const context: Context = {
    folder: folderOf(globals.folder, name),
    here: process.cwd(),
    output,
    terminal: openTerminal(process.stdin, process.stderr),
    words,
    untilStopped: () => stopSignal(() => output.say(words.sync.stopping)),
    now: () => Date.now(),
    command: commandLine(program, globals.folder),
    speaksTo: (server) => (around.server = server),
  };
  const { run: command } = await commands[name].load();
  return command(context, given);
}

async function help(rest: readonly string[], globals: Globals, { words, output, program }: Surroundings): Promise<Status> {
  if (globals.version) {
    const { version } = await import('./version.ts');
    output.show({ version }, () => [`cairn ${version}`]);
    return status.done;
  }
  const { explain, overview } = await import('./help.ts');
  const about = rest.find(isCommand);
  const lines = about === undefined ? overview(words, program) : explain(about, words, program);
  const asked = globals.help || about !== undefined || rest.length === 0;
  output.show({ help: lines }, () => lines);
  return asked ? status.done : status.usage;
}

async function report(error: unknown, name: string | undefined, globals: Globals, around: Surroundings): Promise<Status> {
  const { words, output, program, server } = around;
  const fault = explainFault(error, { words, server, format: output.format, command: commandLine(program, globals.folder) });
  if (!(error instanceof CommandError && error.inResult)) output.event({ error: { code: fault.code, message: fault.message } });
  output.say(`${output.paintMessage('red', `${words.faults.error}:`)} ${fault.message}`);
  for (const hint of fault.hints) output.say(hint);
  if (process.env.DEBUG === 'cairn' && error instanceof Error) output.say(String(error.stack));
  if (!(error instanceof UsageError)) return status.failed;
  if (name !== undefined && isCommand(name)) {
    const { usageOf } = await import('./help.ts');
    output.say(words.usage.howTo(usageOf(name, program)));
  }
  return status.usage;
}

function takesVersion(name: string): boolean {
  return isCommand(name) && 'version' in commands[name].options;
}

/**
 * The folder that a command is about. Without --folder it is the nearest one, from here upwards, that is a device already, so that
 * commands work below it too; `login` always means the very folder one stands in.
 */
function folderOf(typed: string | undefined, name: CommandName): string {
  const here = resolve(typed ?? '.');
  if (typed !== undefined || name === 'login') return here;
  for (let folder = here; ; folder = dirname(folder)) {
    if (existsSync(join(folder, stateFolder))) return folder;
    if (folder === dirname(folder)) return here;
  }
}
/** As in the protocol's folder layout; written here again so that help and faults need not load the protocol. */
const stateFolder = '.cairn';

/** How the person called this program: through npx in the checkout, or by its name. A bare `npx` name would fetch a stranger's package. */
function programName(): string {
  return process.env.npm_command === 'exec' ? 'npx --no-install cairn' : 'cairn';
}
function commandLine(program: string, folder: string | undefined): (rest: string) => string {
  const place = folder === undefined ? '' : ` --folder ${quoted(folder)}`;
  return (rest) => `${program}${place} ${rest}`;
}

/** Ctrl-C and SIGTERM: the first asks to finish what is under way, the second ends at once. */
function stopSignal(stopping: () => void): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(status.failed);
      stopping();
      stop.abort();
    });
  }
  return stop.signal;
}
