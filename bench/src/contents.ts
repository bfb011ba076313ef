import type { Random } from './random.ts';

const head = `<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>
<gpx version="1.1" creator="OsmAnd 5.1.9" xmlns="http://www.topografix.com/GPX/1/1" xmlns:osmand="https://osmand.net/docs/technical/osmand-file-formats/osmand-gpx" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.topografix.com/GPX/1/1 http://www.topografix.com/GPX/1/1/gpx.xsd">
`;

/** A recorded track of about `size` bytes, as OsmAnd writes one: a walk with time, height, precision and speed at each point. */
export function track(random: Random, name: string, size: number): string {
  const walk = {
    lat: random.next() * 120 - 60,
    lon: random.next() * 340 - 170,
    height: random.next() * 1500,
    time: Date.UTC(2015, 0, 1) + Math.floor(random.next() * 315_000_000) * 1000,
    course: random.next() * 2 * Math.PI,
  };
  const parts = [
    `${head}  <metadata>\n    <name>${name}</name>\n    <time>${stamp(walk.time)}</time>\n  </metadata>\n  <trk>\n    <trkseg>\n`,
  ];
  let length = parts[0]?.length ?? 0;
  const tail = '    </trkseg>\n  </trk>\n</gpx>\n';
  while (length < size - tail.length - 120) {
    const point = pointOf(random, walk);
    parts.push(point);
    length += point.length;
  }
  parts.push(tail);
  return parts.join('');
}

interface Walk {
  lat: number;
  lon: number;
  height: number;
  time: number;
  course: number;
}
function pointOf(random: Random, walk: Walk): string {
  walk.course += (random.next() - 0.5) * 1.2;
  walk.lat += Math.cos(walk.course) * 0.00002;
  walk.lon += Math.sin(walk.course) * 0.00003;
  if (random.next() < 0.85) walk.height += random.next() * 2 - 1;
  walk.time += random.next() < 0.85 ? 2000 : 3000;
  const extensions =
    random.next() < 0.5
      ? `\n        <hdop>${(3 + Math.floor(random.next() * 2)).toFixed(1)}</hdop>\n        <extensions>\n          <osmand:speed>1.${10 + Math.floor(random.next() * 60)}</osmand:speed>\n        </extensions>`
      : '';
  return `      <trkpt lat="${walk.lat.toFixed(6)}" lon="${walk.lon.toFixed(6)}">\n        <ele>${walk.height.toFixed(1)}</ele>\n        <time>${stamp(walk.time)}</time>${extensions}\n      </trkpt>\n`;
}

function stamp(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** A group of favourites, as OsmAnd writes one. */
export function favourites(random: Random, group: string, count: number): string {
  const points = Array.from({ length: count }, (_, index) => {
    const lat = (random.next() * 120 - 60).toFixed(7);
    const lon = (random.next() * 340 - 170).toFixed(7);
    return `  <wpt lat="${lat}" lon="${lon}">
    <time>${stamp(Date.UTC(2020, 0, 1) + index * 86_400_000)}</time>
    <name>Place ${index} ${random.whole(1, 9999)}</name>
    <type>${group}</type>
    <extensions>
      <osmand:icon>special_star</osmand:icon>
      <osmand:background>circle</osmand:background>
      <osmand:color>#ff10${random.whole(16, 99)}${random.whole(16, 99)}</osmand:color>
    </extensions>
  </wpt>
`;
  });
  return `${head}  <metadata>\n    <name>favorites-${group}</name>\n  </metadata>\n${points.join('')}</gpx>\n`;
}

/** A settings file: preference to text. */
export function settings(random: Random, count: number): string {
  const entries = Array.from({ length: count }, (_, index) => [`preference_${index}`, String(random.whole(0, 100_000))]);
  return JSON.stringify(Object.fromEntries(entries), null, 2);
}
