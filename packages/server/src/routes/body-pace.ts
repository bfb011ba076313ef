import type { IncomingMessage } from 'node:http';
import type { Clock } from '../ports/world.ts';

/** How slowly a body may come (R35). */
export interface Pace {
  /** So long a connection may take to get going, milliseconds; then it is looked at as often. */
  readonly bodyGraceMs: number;
  /** Fewest bytes a second, over the time between two looks. */
  readonly bodyBytesPerSecond: number;
}

/**
 * Ends a request whose body dribbles in: the time that it may take grows with its size, and no further. A pause that is ours, because the disk is
 * slower than the network, is not held against the client.
 */
export function holdPace(clock: Clock, request: IncomingMessage, { bodyGraceMs, bodyBytesPerSecond }: Pace): void {
  if (request.complete) return;
  const { socket } = request;
  let [before, at] = [socket.bytesRead, clock.now()];
  let cancel = (): void => undefined;
  const look = (): void => {
    const now = clock.now();
    const arrived = socket.bytesRead - before;
    const isOurs = request.readableLength >= request.readableHighWaterMark;
    if (!isOurs && arrived < (bodyBytesPerSecond * (now - at)) / 1000) return void request.destroy();
    [before, at] = [socket.bytesRead, now];
    cancel = clock.after(bodyGraceMs, look);
  };
  cancel = clock.after(bodyGraceMs, look);
  const done = (): void => cancel();
  request.once('end', done).once('close', done);
}
