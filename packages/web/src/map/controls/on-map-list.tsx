import type { Bounds, Coordinates } from '@cairn/geo';
import { distanceBetween } from '@cairn/geo';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { IconButton } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { useSettings } from '../../settings.tsx';
import { useWords } from '../../words/use-words.tsx';
import { stage } from '../stage.ts';
import type { Thing, View } from '../stage.ts';
import { writeLength } from '../units.ts';
import { worldPlaces } from '../world/world.ts';

interface Row {
  readonly key: string;
  readonly name: string;
  readonly at: Coordinates;
  readonly away: number;
  readonly thing: Thing | null;
}
const mostRows = 100;

/** The map in words: what is in its window, the nearest to the middle first. For those who do not see it. */
export function OnMapList(): ReactNode {
  const { say } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton icon="list" label={say('map.list')} onPress={() => setOpen(true)} />
      <Dialog title={say('map.list')} isOpen={open} onClose={() => setOpen(false)}>
        {open ? <Lists onChosen={() => setOpen(false)} /> : null}
      </Dialog>
    </>
  );
}

function Lists({ onChosen }: { readonly onChosen: () => void }): ReactNode {
  const { say, language } = useWords();
  const { view } = stage;
  if (view === null) return <p>{say('map.listEmpty')}</p>;
  const [points, tracks] = ownRows(view);
  const world = worldPlaces(language)
    .filter((place) => place.from <= view.zoom + 1 && holds(view.bounds, place))
    .map((place): Row => ({
      key: `${place.lat},${place.lon}`,
      name: place.name,
      at: place,
      away: distanceBetween(view, place),
      thing: null,
    }));
  const parts = [
    { title: say('map.listPoints'), rows: points },
    { title: say('map.listTracks'), rows: tracks },
    { title: say('map.listWorld'), rows: world },
  ].filter(({ rows }) => rows.length > 0);
  return (
    <div className="map-list">
      {parts.length === 0 ? <p>{say('map.listEmpty')}</p> : null}
      {parts.map(({ title, rows }) => (
        <section key={title}>
          <h3>{title}</h3>
          <Rows rows={rows} onChosen={onChosen} />
        </section>
      ))}
    </div>
  );
}

function Rows({ rows, onChosen }: { readonly rows: readonly Row[]; readonly onChosen: () => void }): ReactNode {
  const { say, language } = useWords();
  const { units } = useSettings();
  const shown = rows.toSorted((a, b) => a.away - b.away).slice(0, mostRows);
  const rest = rows.length - shown.length;
  return (
    <ul>
      {shown.map((row) => (
        <li key={row.key}>
          <button
            type="button"
            onClick={() => {
              onChosen();
              choose(row);
            }}
          >
            <span>{row.name}</span>
            <small>{say('map.away', { distance: writeLength(row.away, units, language) })}</small>
          </button>
        </li>
      ))}
      {rest > 0 ? <li>{say('map.listMore', { count: rest })}</li> : null}
    </ul>
  );
}

function choose({ at, thing }: Row): void {
  stage.goTo(at);
  if (thing !== null) stage.hear('press', { ...at, things: [thing], x: 0, y: 0 });
}

function ownRows(view: View): [Row[], Row[]] {
  const [points, tracks]: [Row[], Row[]] = [[], []];
  for (const [layer, shown] of stage.layers) {
    if (shown.kind === 'points') {
      for (const point of shown.points) if (holds(view.bounds, point)) points.push(rowOf(layer, point.id, point.name, point, view));
    } else {
      for (const track of shown.tracks) {
        const at = placeWithin(track.lines, view.bounds);
        if (at !== null) tracks.push(rowOf(layer, track.id, track.name, at, view));
      }
    }
  }
  return [points, tracks];
}
function rowOf(layer: string, id: string, name: string, at: Coordinates, view: View): Row {
  return { key: `${layer}/${id}`, name, at: { lat: at.lat, lon: at.lon }, away: distanceBetween(view, at), thing: { layer, id } };
}

/** The first point of lines within a box; looks at no more of them than it takes to tell. */
function placeWithin(lines: readonly Float64Array[], bounds: Bounds): Coordinates | null {
  for (const line of lines) {
    const stride = 2 * Math.max(1, Math.floor(line.length / 400));
    for (let at = 0; at + 1 < line.length; at += stride) {
      const place = { lon: line[at] ?? 0, lat: line[at + 1] ?? 0 };
      if (holds(bounds, place)) return place;
    }
  }
  return null;
}
function holds({ west, south, east, north }: Bounds, { lat, lon }: Coordinates): boolean {
  if (lat < south || lat > north) return false;
  return west <= east ? lon >= west && lon <= east : lon >= west || lon <= east;
}
