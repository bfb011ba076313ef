import { ImportError, OsfError, XmlError, ZipError } from '@cairn/geo';

/** Why something was not taken, or not all of it: a code that has words (`imports` of the catalogue), and what they tell of. */
export interface ImportReason {
  readonly code: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

export function reasonOf(error: unknown): ImportReason {
  if (error instanceof XmlError) {
    const { fault, line } = error;
    return fault === 'malformed' && line !== null ? { code: 'xml-malformed-at', values: { line } } : { code: `xml-${dashed(fault)}` };
  }
  if (error instanceof ImportError) return { code: `import-${dashed(error.fault)}` };
  if (error instanceof ZipError) return { code: `zip-${dashed(error.fault)}` };
  if (error instanceof OsfError) return { code: `osf-${dashed(error.fault)}` };
  const code: unknown = error instanceof Error && 'code' in error ? error.code : null;
  if (typeof code === 'string') return { code };
  return { code: 'other', values: { message: error instanceof Error ? error.message : String(error) } };
}

/** `not known` as codes are written. */
export function dashed(fault: string): string {
  return fault.toLowerCase().replaceAll(' ', '-');
}
