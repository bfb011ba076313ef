/** A point as the tests write it; keys with a prefix `x:` become an unknown extension. */
export interface P {
  readonly name?: string;
  readonly lat?: number | string;
  readonly lon?: number | string;
  readonly type?: string;
  readonly desc?: string;
  readonly cmt?: string;
  readonly ele?: string;
  readonly time?: string;
  readonly links?: readonly string[];
  readonly ext?: Readonly<Record<string, string>>;
}
export interface G {
  readonly name: string;
  readonly color?: string;
  readonly icon?: string;
  readonly background?: string;
  readonly hidden?: string;
  readonly pinned?: string;
}
export interface Extra {
  readonly creator?: string;
  readonly time?: string;
  readonly osmand?: string;
  readonly metadata?: string;
  readonly extensions?: string;
  readonly body?: string;
}

const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

/** The text of a favourites or markers file. */
export function fileText(points: readonly P[], groups: readonly G[] = [], extra: Extra = {}): string {
  const list = groups.map(
    (group) =>
      `<group ${Object.entries(group)
        .map(([key, value]) => `${key}="${escape(String(value))}"`)
        .join(' ')}/>`,
  );
  return `<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>
<gpx version="1.1" creator="${extra.creator ?? 'OsmAnd 5.1'}" xmlns="http://www.topografix.com/GPX/1/1" xmlns:osmand="${extra.osmand ?? 'https://osmand.net'}" xmlns:x="urn:x">
<metadata><name>favorites</name><time>${extra.time ?? '2026-01-01T00:00:00Z'}</time>${extra.metadata ?? ''}</metadata>
${points.map(pointText).join('\n')}${extra.body ?? ''}
<extensions>${extra.extensions ?? ''}<osmand:points_groups>${list.join('')}</osmand:points_groups></extensions></gpx>`;
}

function pointText(point: P): string {
  const plain = (['ele', 'time', 'name', 'cmt', 'desc'] as const).map((key) =>
    point[key] === undefined ? '' : `<${key}>${escape(point[key])}</${key}>`,
  );
  const links = (point.links ?? []).map((href) => `<link href="${escape(href)}"/>`).join('');
  const type = point.type === undefined ? '' : `<type>${escape(point.type)}</type>`;
  const ext = Object.entries(point.ext ?? {}).map(([key, value]) => `<${key}>${escape(value)}</${key}>`);
  const extensions = ext.length === 0 ? '' : `<extensions>${ext.join('')}</extensions>`;
  return `<wpt lat="${point.lat ?? 47}" lon="${point.lon ?? 8}">${plain.join('')}${links}${type}${extensions}</wpt>`;
}

export const file = (points: readonly P[], groups: readonly G[] = [], extra: Extra = {}): Uint8Array =>
  new TextEncoder().encode(fileText(points, groups, extra));
