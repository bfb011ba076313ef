/** The pieces of a stream; browsers that cannot iterate one are served too. Leaving early cancels it. */
export async function* bytesOf(body: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (!('getReader' in body)) {
    yield* body;
    return;
  }
  const reader = body.getReader();
  let finished = false;
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) yield step.value;
    finished = true;
  } finally {
    // A stream that has failed refuses to be cancelled; the failure itself is already on its way.
    if (!finished) await reader.cancel().catch(() => undefined);
  }
}

/** A stream that asks for one piece at a time. */
export function streamOf(pieces: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const step = await pieces.next();
        if (step.done === true) controller.close();
        else controller.enqueue(step.value);
      },
      async cancel() {
        await pieces.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
