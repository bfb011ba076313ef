/** Bytes as settings write them: a number, or with KiB, MiB, GiB, TiB behind it; undefined for anything else. */
export function bytesOf(typed: string): number | undefined {
  const [, number, unit = ''] = /^\s*(\d+)\s*(?:([KMGT])iB)?\s*$/.exec(typed) ?? [];
  const bytes = Number(number) * 1024 ** ['', 'K', 'M', 'G', 'T'].indexOf(unit);
  return number !== undefined && Number.isSafeInteger(bytes) ? bytes : undefined;
}
