/** Bounds of one XML document (R42). Each bounds work or memory; none depends on time, so the same bytes always get the same answer. */
export interface XmlLimits {
  /** Deepest nesting of elements. */
  readonly depth: number;
  /** Most elements in the document. */
  readonly elements: number;
  /** Most attributes of one element. */
  readonly attributes: number;
  /** Longest name of an element or attribute, UTF-16 units. */
  readonly name: number;
  /** Longest text, attribute value, comment or instruction, UTF-16 units. */
  readonly text: number;
}

/** For readers that keep nothing: enough for hundreds of megabytes of points. */
export const streamLimits: XmlLimits = { depth: 100, elements: 20_000_000, attributes: 256, name: 256, text: 4 * 1024 * 1024 };

/** For readers that build the whole tree. */
export const treeLimits: XmlLimits = { ...streamLimits, elements: 2_000_000 };

/** Why a document was not read. */
export type XmlFault = 'malformed' | 'document type' | 'encoding' | 'limit' | 'not GPX';

/** A document that cannot be read. The bytes stay what they are; only their view is refused. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
  readonly fault: XmlFault;
  /** What is wrong, without the place. */
  readonly reason: string;
  /** Counted from 1; null where the fault is not at one place. */
  readonly line: number | null;
  readonly column: number | null;
  constructor(fault: XmlFault, reason: string, place: { line: number; column: number } | null = null) {
    super(place === null ? reason : `Line ${place.line}, column ${place.column}: ${reason}`);
    this.fault = fault;
    this.reason = reason;
    this.line = place?.line ?? null;
    this.column = place?.column ?? null;
  }
}
