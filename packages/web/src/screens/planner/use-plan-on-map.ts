import { addPlanPlace, avoidArea, emptyPlan, insertPoint } from '@cairn/geo';
import type { Coordinates, Ring } from '@cairn/geo';
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { usePlaces } from '../../library/use-library.ts';
import { placesLayer } from '../../library/on-map.tsx';
import { placeIn } from '../../library/places.ts';
import type { PlacesView } from '../../library/places.ts';
import { offerHere } from '../../map/here-actions.ts';
import { stage } from '../../map/stage.ts';
import type { Press, Thing } from '../../map/stage.ts';
import { useWords } from '../../words/use-words.tsx';
import { change, draftNow, goOn, useDraft } from './draft.ts';
import { dragging } from './drag.ts';
import {
  areasOfPlan,
  metresOfPixel,
  placesOfPlan,
  planAreas,
  planLine,
  planPlaces,
  planPoints,
  pointsOfPlan,
  tracksOfPlan,
} from './layers.ts';
import type { RoutingFacts } from './profiles.ts';
import { useReasons } from './way-finder.ts';

const none: ReadonlySet<number> = new Set();

export interface MapNeeds {
  readonly facts: RoutingFacts | undefined;
  /** A press marks a place instead of going on with the way. */
  readonly marking: boolean;
  readonly onMarked: (place: number) => void;
  readonly onPoint: (point: number) => void;
  readonly onPlace: (place: number) => void;
}

/** Shows the draft on the map and lets it be changed there, while the planner is open. */
export function usePlanOnMap({ facts, marking, onMarked, onPoint, onPlace }: MapNeeds): void {
  const plan = useDraft()?.steps.now ?? emptyPlan;
  const { points, legs, places, avoid } = plan;
  const reasons = useReasons();
  const view = usePlaces();
  const [hidden, setHidden] = useState(none);
  const shape = useMemo(() => ({ ...emptyPlan, points, legs }), [points, legs]);
  useEffect(() => stage.showTracks(planLine, tracksOfPlan(shape, facts, reasons, hidden)), [shape, facts, reasons, hidden]);
  useEffect(() => stage.showPoints(planPoints, pointsOfPlan(shape, facts), { clustered: false }), [shape, facts]);
  useEffect(() => stage.showTracks(planAreas, areasOfPlan({ ...emptyPlan, avoid })), [avoid]);
  useEffect(() => stage.showPoints(planPlaces, placesOfPlan({ ...emptyPlan, places }), { clustered: false }), [places]);
  const press = useEffectEvent((pressed: Press): void => {
    const thing = (layer: string): Thing | undefined => pressed.things.find((one) => one.layer === layer);
    const [point, place, line] = [thing(planPoints), thing(planPlaces), thing(planLine)];
    if (marking) {
      const id = draftNow().steps.now.next;
      change((now) => addPlanPlace(now, newPlace(snappedTo(pressed, view) ?? pressed)));
      onMarked(id);
    } else if (point !== undefined) onPoint(Number(point.id));
    else if (place !== undefined) onPlace(Number(place.id));
    else if (line !== undefined) {
      const leg = draftNow().steps.now.points.findIndex(({ id }) => id === Number(line.id));
      if (leg !== -1) change((now) => insertPoint(now, leg, pressed));
    } else goOn(snappedTo(pressed, view) ?? { lat: pressed.lat, lon: pressed.lon });
  });
  const { say } = useWords();
  const canAvoid = facts?.engines.some(({ avoidAreas }) => avoidAreas) === true;
  useEffect(() => {
    if (!canAvoid) return undefined;
    const act = (pressed: Press): void => change((now) => avoidArea(now, areaAround(pressed)));
    return offerHere('avoid', [{ label: say('planner.avoid'), icon: 'warning', act }]);
  }, [canAvoid, say]);
  const factsNow = useEffectEvent(() => facts);
  const snapped = useEffectEvent((pressed: Press) => snappedTo(pressed, view));
  useEffect(() => {
    const ends = [
      stage.holdPresses(),
      stage.on('press', (pressed) => press(pressed)),
      stage.letDrag(dragging({ facts: () => factsNow(), hideLegs: setHidden, snapped: (pressed) => snapped(pressed) })),
    ];
    return () => {
      for (const end of ends) end();
      for (const layer of [planPoints, planPlaces, planLine, planAreas]) stage.hide(layer);
      stage.sketch([]);
      stage.highlight(null);
    };
  }, []);
}

/** Eight corners around a place, as large as a thumb on the map. */
function areaAround({ lat, lon }: Coordinates): Ring {
  const metres = 40 * metresOfPixel(lat, stage.view?.zoom ?? 14);
  const high = metres / 111_195;
  const wide = high / Math.max(0.01, Math.cos((lat * Math.PI) / 180));
  return Array.from({ length: 8 }, (_, corner): [number, number] => {
    const turn = ((corner + 0.5) * Math.PI) / 4;
    return [lon + wide * Math.cos(turn), lat + high * Math.sin(turn)];
  });
}

/** A place as it is first marked. */
export function newPlace({ lat, lon, name = '' }: Coordinates & { readonly name?: string }) {
  return { lat, lon, name, description: '', icon: 'special_star', color: null, background: 'circle' };
}

/** The favourite that was pressed, to go exactly there. */
function snappedTo({ things }: Press, { groups }: PlacesView): (Coordinates & { readonly name: string }) | null {
  const id = things.find(({ layer }) => layer === placesLayer)?.id;
  const group = id === undefined ? undefined : groups.find((one) => id.startsWith(`${one.id}\n`));
  const item = group === undefined || id === undefined ? null : placeIn(group, id.slice(group.id.length + 1));
  return item?.at == null ? null : { ...item.at, name: item.name };
}
