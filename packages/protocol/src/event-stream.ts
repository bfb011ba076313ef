/** Longest event that is waited for, characters; a stream that sends more without an end is not ours. */
const longestEvent = 64 * 1024;

/**
 * Data of each server-sent event (WHATWG HTML, "Server-sent events"): comments, ids and names are passed over, lines of data are joined.
 * @throws RangeError for an event longer than 64 KiB.
 */
export async function* readEvents(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let text = '';
  let data: string[] = [];
  for await (const piece of input) {
    text += decoder.decode(piece, { stream: true });
    for (let line = takeLine(text); line !== null; line = takeLine(text)) {
      text = line.rest;
      if (line.line === '' && data.length > 0) {
        yield data.join('\n');
        data = [];
      } else if (line.line.startsWith('data:')) data.push(line.line.slice(line.line.startsWith('data: ') ? 6 : 5));
    }
    if (text.length + data.reduce((sum, one) => sum + one.length, 0) > longestEvent) throw new RangeError('an event is too long');
  }
}

/** The first whole line. A CR at the very end may be half of a CR LF and waits for what follows. */
function takeLine(text: string): { line: string; rest: string } | null {
  const end = /\r\n|\n|\r(?=.)/s.exec(text);
  return end === null ? null : { line: text.slice(0, end.index), rest: text.slice(end.index + end[0].length) };
}
