import { useCallback } from 'react';
import type { ReactNode } from 'react';
import { distanceBetween } from '@cairn/geo';
import type { Coordinates } from '@cairn/geo';
import { navigate } from '../../router.tsx';
import { BigList } from '../../parts/big-list.tsx';
import { PointPicture } from '../../library/point-picture.tsx';
import type { PlaceItem } from '../../library/places.ts';
import { useWords } from '../../words/use-words.tsx';
import { useMeasure } from '../../words/use-measure.ts';
import { placePath } from './links.ts';

/** A list of favourites of any length. `selected` null: nothing can be selected. */
export function PlaceRows(props: {
  readonly label: string;
  readonly items: readonly PlaceItem[];
  readonly showGroup?: boolean;
  /** Distances are told from here; null tells none. */
  readonly near?: Coordinates | null;
  readonly selected: ReadonlySet<string> | null;
  readonly onSelect: (selected: ReadonlySet<string>) => void;
  readonly empty: ReactNode;
}): ReactNode {
  const { items, showGroup = false, near = null } = props;
  const { say } = useWords();
  const measure = useMeasure();
  const render = useCallback(
    ({ place, group }: PlaceItem) => {
      const distance = near === null || place.place === null ? null : measure.distance(distanceBetween(near, place.place));
      const detail = [
        showGroup ? group || say('places.defaultGroup') : null,
        place.address ?? place.description,
        place.place === null ? say('places.noPlace') : null,
      ];
      return (
        <>
          <PointPicture icon={place.icon} color={place.color} background={place.background} />
          <span className="row-words">
            <span className="row-title">{place.name === '' ? say('places.unnamed') : place.name}</span>
            <span className="row-detail">{detail.filter((part) => part !== null && part !== '').join(' · ')}</span>
          </span>
          {distance === null ? null : <span className="row-value">{distance}</span>}
        </>
      );
    },
    [showGroup, say, measure, near],
  );
  return (
    <BigList
      label={props.label}
      rows={items}
      render={render}
      onOpen={(item) => navigate(placePath(item))}
      selected={props.selected}
      onSelect={props.onSelect}
      empty={props.empty}
    />
  );
}
