/** System calls that change a disk, that make a change last, or that speak to a client. */
export const tracedCalls = [
  ...['openat', 'write', 'writev', 'pwrite64', 'pwritev', 'ftruncate', 'fallocate', 'fsync', 'fdatasync'],
  ...['rename', 'renameat', 'renameat2', 'link', 'linkat', 'unlink', 'unlinkat', 'mkdir', 'mkdirat', 'sendto', 'sendmsg'],
].join(',');

/** One system call as the disk needs it. Paths in the order of the arguments; bytes and offset of writes. */
export interface Call {
  readonly name: string;
  readonly text: string;
  readonly ok: boolean;
  readonly paths: readonly string[];
  /** Path that `openat` gave. */
  readonly opened: string | null;
  readonly bytes: Buffer;
  readonly offset: number;
  /** Goes to a client. */
  readonly socket: boolean;
}
/** `begun` when it was called, `ended` when it came back; most calls are both at once. */
export interface Moment {
  readonly call: Call;
  readonly begun: boolean;
  readonly ended: boolean;
  readonly id: number;
}

/** Reads what `strace -f -yy -xx -s …` wrote: the moments in order. */
export function* readMoments(trace: string): Generator<Moment> {
  const open = new Map<string, { readonly id: number; readonly text: string }>();
  let id = 0;
  for (const line of trace.split('\n')) {
    const parts = /^(\d+)\s+(.*)$/s.exec(line);
    if (parts === null) continue;
    const [, thread = '', rest = ''] = parts;
    if (rest.endsWith('<unfinished ...>')) {
      const begun = { id: ++id, text: rest.replace(/\s*<unfinished \.\.\.>$/, '') };
      open.set(thread, begun);
      const call = callOf(begun.text);
      if (call !== null) yield { call, begun: true, ended: false, id };
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/s.exec(rest);
    const begun = open.get(thread);
    const call = callOf(resumed === null ? rest : `${begun?.text ?? ''}${resumed[1] ?? ''}`);
    if (call !== null) yield { call, begun: resumed === null, ended: true, id: resumed === null ? ++id : (begun?.id ?? 0) };
  }
}

const hex = (text: string): Buffer => Buffer.from(text.replaceAll('\\x', ''), 'hex');

function callOf(text: string): Call | null {
  const name = /^(\w+)\(/.exec(text)?.[1];
  if (name === undefined) return null;
  const body = text.slice(name.length + 1);
  const result = /\)\s+= (-?\d+)(?:<([^>]*)>)?[^)]*$/.exec(text);
  const [descriptor, on = ''] = /^\d+<([^>]*)>/.exec(body) ?? [];
  const strings = [...body.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map((match) => hex(match[1] ?? ''));
  const file = on.includes('\\x') ? hex(on.replace(/[^\\x0-9a-f].*$/, '')).toString() : on;
  return {
    ...{ name, text: text.length > 4000 ? text.slice(0, 4000) : text, ok: result !== null && !(result[1] ?? '-').startsWith('-') },
    paths: descriptor === undefined ? strings.map(String) : [file],
    opened: result?.[2]?.includes('\\x') === true ? hex(result[2]).toString() : (result?.[2] ?? null),
    bytes: Buffer.concat(strings),
    offset: Number(/,\s(\d+)\)\s+=/.exec(text)?.[1] ?? 0),
    socket: on.startsWith('TCP') || on.startsWith('socket'),
  };
}
