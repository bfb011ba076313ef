/** How a favourite or a group looks. Colours are `#aarrggbb`, lower case; null where the file says nothing. */
export interface Look {
  readonly color: string | null;
  readonly icon: string | null;
  readonly background: string | null;
}

/** What OsmAnd shows where neither point nor group says (data-formats 3.2). */
export const defaultLook = { color: null, icon: 'special_star', background: 'circle' } as const satisfies Look;
/** The look of a group without an entry. */
export const noLook: Look = { color: null, icon: null, background: null };

const named: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ black: '000000', darkgray: '444444', darkgrey: '444444', gray: '888888', grey: '888888', lightgray: 'cccccc' },
    ...{ lightgrey: 'cccccc', white: 'ffffff', red: 'ff0000', green: '00ff00', blue: '0000ff', yellow: 'ffff00', cyan: '00ffff' },
    ...{ magenta: 'ff00ff', aqua: '00ffff', fuchsia: 'ff00ff', lime: '00ff00', maroon: '800000', navy: '000080', olive: '808000' },
    ...{ purple: '800080', silver: 'c0c0c0', teal: '008080' },
  }),
);

/** A colour as files write it (`#rgb`, `#rrggbb`, `#aarrggbb`, a name, a decimal number) as `#aarrggbb`; null where it is none or 0. */
export function parseColor(text: string): string | null {
  const value = text.trim().toLowerCase();
  const name = named.get(value);
  if (name !== undefined) return `#ff${name}`;
  const digits = /^#([0-9a-f]+)$/.exec(value)?.[1];
  if (digits?.length === 3) return `#ff${digits.replace(/./g, '$&$&')}`;
  if (digits?.length === 6) return `#ff${digits}`;
  if (digits?.length === 8) return `#${digits}`;
  if (!/^-?\d{1,10}$/.test(value) || Number(value) === 0) return null;
  return `#${(Number(value) >>> 0).toString(16).padStart(8, '0')}`;
}
