/** One entry of CAIRN_ROUTING or CAIRN_GEOCODER: `osrm:https://router.example.org#profiles=car:driving&key=…`. */
export interface OutwardEntry {
  readonly kind: string;
  /** The address without its fragment. */
  readonly base: string;
  readonly options: ReadonlyMap<string, string>;
}

/**
 * Reads entries that are separated by blanks or lines.
 * @throws Error whose message is the end of a sentence that begins with the name of the setting; never with an address, which may hold a key
 */
export function readOutwardSetting(text: string, kinds: readonly string[], known: readonly string[]): OutwardEntry[] {
  const entries = text.split(/\s+/).filter((word) => word !== '');
  return entries.map((entry, index) => {
    const which = `entry ${index + 1}`;
    const [, kind, address, fragment] = /^([a-z]+):(https?:\/\/[^#]+)(?:#(.*))?$/i.exec(entry) ?? [];
    if (kind === undefined || address === undefined || !kinds.includes(kind)) {
      throw new Error(`${which} is not like ${kinds[0] ?? ''}:https://host/path; it begins with one of ${kinds.join(', ')}`);
    }
    const url = URL.canParse(address) ? new URL(address) : null;
    if (url === null || url.username !== '' || url.search !== '') throw new Error(`${which} has no plain address; put keys behind #key=`);
    const options = new Map(new URLSearchParams(fragment ?? ''));
    const strange = [...options.keys()].find((name) => !known.includes(name));
    if (strange !== undefined) throw new Error(`${which} has an option that is not known: ${strange}; there are ${known.join(', ')}`);
    return { kind, base: url.href.replace(/\/+$/, ''), options };
  });
}
