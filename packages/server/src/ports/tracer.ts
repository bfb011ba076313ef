/** A span of a trace: something that began and will end. */
export interface Span {
  end(outcome: { readonly failed: boolean; readonly attributes?: Attributes }): void;
}
/** Names and values of the program; never an address as it was sent, a name or a secret (R69). */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** Tells what a request took its time with, to whoever the operator configured. Never fails, never waits. */
export interface Tracer {
  /** Runs `work` inside of a span for a request; `parent` is a `traceparent` header (W3C Trace Context), believed for its ids only. */
  request(parent: string | undefined, begun: (span: Span) => void): void;
  /** A span below the one that this code runs in; null where there is none, or it is not recorded. */
  child(name: string, attributes?: Attributes): Span | null;
}

export const noTracer: Tracer = { request: (_parent, begun) => begun({ end: () => undefined }), child: () => null };
