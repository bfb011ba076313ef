/** Rows drawn beyond what is seen, on each side, so that scrolling finds them there. */
const beyond = 8;

/** Which rows are drawn (`from` with, `to` without), and how many a page has. Pixels. */
export function windowOf(top: number, height: number, rowHeight: number, count: number): { from: number; to: number; page: number } {
  const page = Math.max(1, Math.floor(height / rowHeight));
  const first = Math.floor(top / rowHeight);
  return { from: Math.max(0, first - beyond), to: Math.min(count, first + page + 1 + beyond), page };
}

/** The row that a key moves to; null for keys that do not move. */
export function keyTarget(key: string, current: number, count: number, page: number): number | null {
  const to: Readonly<Record<string, number>> = {
    ...{ ArrowDown: current + 1, ArrowUp: current - 1, PageDown: current + page, PageUp: current - page },
    ...{ Home: 0, End: count - 1 },
  };
  const target = Object.hasOwn(to, key) ? to[key] : undefined;
  return target === undefined ? null : Math.max(0, Math.min(count - 1, target));
}

/** What is being typed, and when the last letter came (milliseconds of the page). */
export interface Typed {
  text: string;
  at: number;
}
/** Letters that come within this time belong together, milliseconds. */
const typingMs = 700;

/** The next row whose words begin with what is typed; null for other keys. */
export function typedTarget(
  event: {
    readonly key: string;
    readonly ctrlKey: boolean;
    readonly metaKey: boolean;
    readonly altKey: boolean;
    readonly timeStamp: number;
  },
  rows: readonly { readonly text: string }[],
  current: number,
  typed: Typed,
): number | null {
  const goesOn = typed.text !== '' && event.timeStamp - typed.at < typingMs;
  const isLetter = /^.$/u.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!isLetter || (event.key === ' ' && !goesOn)) return null;
  typed.text = (goesOn ? typed.text : '') + event.key.toLocaleLowerCase();
  typed.at = event.timeStamp;
  const start = goesOn ? current : current + 1;
  for (let step = 0; step < rows.length; step++) {
    const index = (start + step) % rows.length;
    if (rows[index]?.text.toLocaleLowerCase().startsWith(typed.text) === true) return index;
  }
  return current;
}
