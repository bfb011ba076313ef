import { Readable } from 'node:stream';
import type { LibraryContext } from '../../library/context.ts';
import { watchLog } from '../../library/watch.ts';
import type { RawAnswer } from '../handler.ts';

/** What a reader that does not read may leave unread, bytes; then its connection ends and it comes back (R36). */
const mostUnread = 64 * 1024;

/** Server-sent events: where the log stands, now and after every change; comments as signs of life. */
export async function answerEvents(ctx: LibraryContext, account: number, signal: AbortSignal): Promise<RawAnswer> {
  let end = (): void => undefined;
  const body = new Readable({ read: () => undefined, destroy });
  function destroy(error: Error | null, done: (error: Error | null) => void): void {
    end();
    done(error);
  }
  const send = (text: string): void => {
    if (body.destroyed) return;
    body.push(text);
    if (body.readableLength > mostUnread) body.destroy();
  };
  end = await watchLog(ctx, account, {
    changed: (at) => send(`id: ${at.seq}\ndata: ${JSON.stringify(at)}\n\n`),
    quiet: () => send(':\n\n'),
  });
  if (signal.aborted) body.destroy();
  else signal.addEventListener('abort', () => body.destroy(), { once: true });
  const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' };
  return { status: 200, headers, body };
}
