import { ImportError, OsfError, XmlError, ZipError } from '@cairn/geo';

/** Why something is not taken or not shown, or not all of it: a code that has words (`imports` of the catalogue), and what they tell of. */
export interface Reason {
  readonly code: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

export function reasonOf(error: unknown): Reason {
  if (error instanceof XmlError) {
    const { fault, line } = error;
    return fault === 'malformed' && line !== null ? { code: 'xml-malformed-at', values: { line } } : { code: `xml-${dashed(fault)}` };
  }
  if (error instanceof ImportError) return { code: `import-${dashed(error.fault)}` };
  if (error instanceof ZipError) return { code: `zip-${dashed(error.fault)}` };
  if (error instanceof OsfError) return { code: `osf-${dashed(error.fault)}` };
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    const { code } = error;
    return 'values' in error && typeof error.values === 'object' && error.values !== null
      ? { code, values: plain(error.values) }
      : { code };
  }
  return { code: 'other', values: { message: error instanceof Error ? error.message : String(error) } };
}

/** `not known` as codes are written. */
export function dashed(fault: string): string {
  return fault.toLowerCase().replaceAll(' ', '-');
}

/** Numbers and texts of what came from another thread. */
function plain(values: object): Record<string, string | number> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === 'string' || typeof value === 'number'));
}
