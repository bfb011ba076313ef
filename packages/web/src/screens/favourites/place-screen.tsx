import { useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { writeAngles } from '@cairn/geo';
import type { Coordinates, PointChange } from '@cairn/geo';
import type { Place } from '../../device/index.ts';
import { placeKey } from '../../device/index/place-columns.ts';
import { stage } from '../../map/stage.ts';
import { navigate, useParam, usePlace } from '../../router.tsx';
import { Button } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Facts } from '../../parts/rows.tsx';
import { Screen } from '../../parts/screen.tsx';
import { LibraryGate } from '../../library/library-gate.tsx';
import { placesLayer } from '../../library/on-map.tsx';
import { mediaAt, useMedia } from '../../library/media.ts';
import { changeAndMove, removePlaces } from '../../library/place-acts.ts';
import { PointPicture } from '../../library/point-picture.tsx';
import { placeIn } from '../../library/places.ts';
import type { GroupItem, PlaceItem } from '../../library/places.ts';
import { useAct } from '../../library/use-act.ts';
import { usePlaces } from '../../library/use-library.ts';
import { SafeLink } from '../../parts/safe-link.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useMeasure } from '../../words/use-measure.ts';
import { useWords } from '../../words/use-words.tsx';
import { MediaStrip } from '../media/media-strip.tsx';
import { groupPath, placePath } from './links.ts';
import { PlaceForm } from './place-form.tsx';
import type { PlaceSaved } from './place-form.tsx';
import './favourites.css';

/** One favourite: what is known of it, and the form that changes it. */
export default function PlaceScreen(): ReactNode {
  const { say } = useWords();
  const file = useParam('file');
  const { query } = usePlace();
  const group = query.get('group') ?? '';
  const { byId } = usePlaces();
  const of = byId.get(`${file}\n${group}`);
  const key = query.get('place') ?? '';
  const item = useItem(of ?? null, key);
  const back = groupPath(file, group);
  return (
    <Screen title={item?.place.name || say('places.unnamed')} back={back}>
      <LibraryGate>
        {item === null ? <Empty icon="star" text={say('places.noSuchPlace')} /> : <OnePlace key={item.id} item={item} back={back} />}
      </LibraryGate>
    </Screen>
  );
}

/** The place; after a change of its name, what was shown stays until the new content is there. */
function useItem(of: GroupItem | null, key: string): PlaceItem | null {
  const found = useMemo(() => (of === null ? null : placeIn(of, key)), [of, key]);
  const shown = useRef<{ readonly item: PlaceItem; readonly hash: string } | null>(null);
  useEffect(() => {
    shown.current = found === null || of === null ? shown.current : { item: found, hash: of.hash };
  }, [found, of]);
  return found ?? (of !== null && shown.current?.hash === of.hash ? shown.current.item : null);
}

function OnePlace({ item, back }: { readonly item: PlaceItem; readonly back: string }): ReactNode {
  const { say } = useWords();
  const { run, busy } = useAct();
  const view = usePlaces();
  const [editing, setEditing] = useState(false);
  const { place } = item;
  const at = place.place;
  const taken = useMedia();
  const media = useMemo(() => (at === null ? [] : mediaAt(taken, at)), [taken, at]);
  useEffect(() => {
    if (at !== null) stage.goTo(at);
  }, [at]);
  useEffect(() => {
    stage.highlight({ layer: placesLayer, id: item.id });
    return () => stage.highlight(null);
  }, [item.id]);
  if (editing) {
    const look = { color: place.color, icon: place.icon, background: place.background };
    const start = {
      name: place.name,
      group: item.group,
      description: place.description ?? '',
      address: place.address ?? '',
      at: place.place ?? { lat: 0, lon: 0 },
      look,
      hidden: place.hidden,
    };
    return (
      <PlaceForm
        start={start}
        action={say('places.save')}
        busy={busy}
        onCancel={() => setEditing(false)}
        onSave={({ group, ...values }) =>
          void run(
            (device) => changeAndMove(device, view, [item], changesOf(place, values), group),
            say('places.changed', { count: 1 }),
          ).then((done) => {
            if (done && group !== item.group) navigate('/favourites', { replace: true });
            else if (done) {
              setEditing(false);
              const where = isMoved(place, values.place) ? written(values.place) : place.place;
              navigate(placePath({ file: item.file, group, key: placeKey(values.name, where) }), { replace: true });
            }
          })
        }
      />
    );
  }
  const remove = async (): Promise<void> => {
    if (await run((device) => removePlaces(device, view, [item]), say('places.deleted', { count: 1 }))) navigate(back, { replace: true });
  };
  return (
    <>
      <PlaceFacts item={item} />
      <MediaStrip items={media} />
      <div className="form-actions">
        <Button look="primary" icon="edit" onPress={() => setEditing(true)}>
          {say('places.edit')}
        </Button>
        <Button look="danger" icon="trash" isDisabled={busy} onPress={() => void remove()}>
          {say('places.delete')}
        </Button>
      </div>
    </>
  );
}

/** What differs from the place as it was: nothing else in the file is touched. */
function changesOf(before: Place, values: Omit<Required<PlaceSaved>, 'group'>): PointChange {
  const { place, ...rest } = values;
  const facts: Readonly<Record<string, unknown>> = { ...before };
  const changed = Object.entries(rest).filter(([name, value]) => bare(facts[name]) !== bare(value));
  return { ...Object.fromEntries(changed), ...(isMoved(before, place) ? { place } : {}) };
}
/** The form takes blanks at the ends of texts away; that alone is no change. */
function bare(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() || null : value;
}
function isMoved({ place }: Place, to: Coordinates): boolean {
  return place?.lat !== to.lat || place.lon !== to.lon;
}
/** A position as it is read back from the file. */
function written({ lat, lon }: Coordinates): Coordinates {
  return { lat: Number(lat.toFixed(7)), lon: Number(lon.toFixed(7)) };
}

function PlaceFacts({ item }: { readonly item: PlaceItem }): ReactNode {
  const { say } = useWords();
  const format = useFormat();
  const measure = useMeasure();
  const { place, group } = item;
  const facts: [string, ReactNode][] = [[say('places.group'), group || say('places.defaultGroup')]];
  if (place.place !== null) facts.push([say('places.where'), writeAngles(place.place, 'degrees')]);
  if (place.address !== null) facts.push([say('places.address'), place.address]);
  if (place.elevation !== null) facts.push([say('tracks.elevation'), measure.height(place.elevation)]);
  if (place.time !== null) facts.push([say('places.date'), format.moment(place.time)]);
  if (place.visited !== null) facts.push([say('places.visited'), format.moment(place.visited)]);
  if (place.hidden) facts.push([say('places.hidden'), say('places.yes')]);
  for (const link of place.links) facts.push([say('places.link'), <SafeLink key={link} url={link} />]);
  return (
    <>
      <div className="place-head">
        <PointPicture icon={place.icon} color={place.color} background={place.background} size={44} />
        <p className="place-text">{place.description ?? place.comment ?? ''}</p>
      </div>
      <Facts facts={facts} />
    </>
  );
}
