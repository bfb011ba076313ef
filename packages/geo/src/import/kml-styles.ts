/** Colours of lines and icons; null where nothing is said. */
export interface KmlLook {
  readonly line: string | null;
  readonly icon: string | null;
}
const noColors: KmlLook = { line: null, icon: null };

/** Styles that a KML file shares between its features, in the order in which they are read. */
export class KmlStyles {
  readonly #looks = new Map<string, KmlLook>();
  /** Where the plain form of a pair of styles is. */
  readonly #normal = new Map<string, string>();
  #open: string | null = null;
  #line: string | null = null;
  #icon: string | null = null;
  #key = '';

  open(id: string | null): void {
    if (this.#open !== null) return;
    this.#open = id;
    this.#line = this.#icon = null;
  }
  take(local: string, parent: string, text: string): void {
    if (local === 'color' && parent === 'LineStyle') this.#line = kmlColor(text);
    else if (local === 'color' && parent === 'IconStyle') this.#icon = kmlColor(text);
    else if (local === 'key') this.#key = text;
    else if (local === 'styleUrl' && this.#key === 'normal' && this.#open !== null) this.#normal.set(this.#open, idIn(text));
  }
  close(): void {
    if (this.#open !== null && (this.#line !== null || this.#icon !== null))
      this.#looks.set(this.#open, { line: this.#line, icon: this.#icon });
    this.#open = null;
  }

  /** The look behind a `styleUrl`; only styles of the same file are looked at. */
  look(url: string | null): KmlLook {
    if (url?.startsWith('#') !== true) return noColors;
    const id = idIn(url);
    return this.#looks.get(this.#normal.get(id) ?? id) ?? noColors;
  }
}

function idIn(url: string): string {
  return url.slice(url.indexOf('#') + 1);
}

/** KML writes alpha, blue, green, red; we write alpha, red, green, blue. */
export function kmlColor(text: string): string | null {
  const [, alpha = '', blue = '', green = '', red = ''] = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text) ?? [];
  return alpha === '' ? null : `#${alpha}${red}${green}${blue}`.toLowerCase();
}
