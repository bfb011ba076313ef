import type { Readable } from 'node:stream';
import type { routes, Route, RouteName } from '@cairn/protocol';
import type { z } from 'zod';
import type { AccountId } from '../ports/world.ts';

/** Who is asking, after the credential was checked. */
export interface Who {
  readonly account: AccountId;
  /** Device of the token; null for a web session. */
  readonly device: number | null;
  /** Web session; null for a device token. */
  readonly session: string | null;
  readonly admin: boolean;
}
/** Facts of the connection that rules may need: for limits and the audit, never for identity. */
export interface Caller {
  /** Address of the client, seen through trusted proxies only (R71). */
  readonly address: string;
  readonly requestId: string;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
}

type Table = typeof routes;
type Shape<R, Key extends string> = R extends { readonly [K in Key]: infer S extends z.ZodType } ? z.output<S> : undefined;
type WhoFor<R extends Route> = R['credential'] extends 'none' | 'code' ? Who | null : Who;

/** A request whose parts were parsed by the schemas of the table. `stream` is the raw body where the route sends a batch. */
export interface Call<N extends RouteName> {
  readonly who: WhoFor<Table[N]>;
  readonly caller: Caller;
  readonly params: Shape<Table[N], 'params'>;
  readonly query: Shape<Table[N], 'query'>;
  readonly body: Table[N] extends { readonly sends: 'batch' } ? undefined : Shape<Table[N], 'body'>;
  readonly stream: Readable;
  /** `Accept-Encoding`, `Range` and the like, lower-case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** An answer that is not JSON, or needs headers of its own. Streams are closed by the frame, also when the client goes away. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable | Uint8Array;
}
/** An answer whose JSON was made elsewhere, in UTF-8. */
export class JsonText {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}
export type Answer<N extends RouteName> = Table[N] extends { readonly answers: 'batch' | 'bytes' | 'events' }
  ? RawAnswer
  : | z.output<Table[N]['answer']>
    | JsonText
    | { readonly json: z.output<Table[N]['answer']>; readonly headers: Readonly<Record<string, string>> };

/** One handler: parse is done, shape what the rule answers. Errors are thrown as `CairnError`. */
export type Handler<N extends RouteName> = (call: Call<N>) => Promise<Answer<N>>;
export type Handlers<Names extends RouteName> = { readonly [N in Names]: Handler<N> };
