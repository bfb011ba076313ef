/** One file of the built website, in the form that the client takes. */
export interface WebsiteFile {
  readonly bytes: Buffer;
  readonly type: string;
  readonly encoding: 'br' | 'gzip' | null;
  /** Whether it exists packed too: caches must tell the forms apart. */
  readonly varies: boolean;
  /** Changes with the bytes; with quotes (RFC 9110, 8.8.3). */
  readonly tag: string;
  /** Its name changes with its content, so it may be kept for ever. */
  readonly immutable: boolean;
}

/** What the website was built to. */
export interface Website {
  /** `path` as in the address, not decoded. Null when there is no such file. `accepted` is `Accept-Encoding`. */
  file(path: string, accepted: string): Promise<WebsiteFile | null>;
}
