import type { Bounds } from '@cairn/geo';
import { writeAngles } from '@cairn/geo';
import { useId, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { Icon } from '../../parts/icon.tsx';
import type { IconName } from '../../parts/icon.tsx';
import { useWords } from '../../words/use-words.tsx';
import type { Say } from '../../words/words.ts';
import { useSearchProviders } from '../search/providers.ts';
import { search } from '../search/search.ts';
import type { Found } from '../search/search.ts';
import { useGeocoded } from '../search/use-geocoded.ts';
import { stage } from '../stage.ts';

/** Finds coordinates, plus codes, links, one's own things and places of the world; then what a geocoder knows, where there is one. */
export function SearchBox(): ReactNode {
  const { say, language } = useWords();
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const { places, attribution } = useGeocoded(open ? text : '');
  const providers = useSearchProviders();
  const found = useMemo((): Found[] => {
    if (!open) return [];
    const others = places.map((place, index): Found => ({ kind: 'geocoded', key: `geocoded:${index}`, place }));
    return [...search(text, stage.view ?? { lat: 0, lon: 0 }, language, providers), ...others];
  }, [text, open, language, places, providers]);
  const shown = open && text.trim() !== '';
  const choose = (one: Found | undefined): void => {
    if (one === undefined) return;
    setOpen(false);
    setText(one.kind === 'position' ? text : wordsOf(one, say).name);
    goTo(one);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && found.length > 0) {
      event.preventDefault();
      setOpen(true);
      setActive((active + step + found.length) % found.length);
    } else if (event.key === 'Enter') choose(found[active]);
    else if (event.key === 'Escape') {
      if (!open) setText('');
      setOpen(false);
    }
  };
  return (
    <search className="map-search">
      <div className="map-search-line">
        <Icon name="search" size={18} />
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-label={say('map.search')}
          aria-expanded={shown}
          aria-controls={`${id}-found`}
          aria-autocomplete="list"
          aria-activedescendant={shown && found.length > 0 ? `${id}-${active}` : undefined}
          placeholder={say('map.searchHint')}
          autoComplete="off"
          spellCheck="false"
          enterKeyHint="search"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
            setOpen(true);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
        />
        {text === '' ? null : (
          <button
            type="button"
            className="map-search-clear"
            aria-label={say('map.searchClear')}
            onClick={() => {
              setText('');
              input.current?.focus();
            }}
          >
            <Icon name="close" size={16} />
          </button>
        )}
      </div>
      <div className="visually-hidden" role="status">
        {shown ? say('map.searchCount', { count: found.length }) : ''}
      </div>
      <div className="map-found" hidden={!shown || found.length === 0}>
        <div id={`${id}-found`} role="listbox" aria-label={say('map.search')}>
          {found.map((one, index) => {
            const words = wordsOf(one, say);
            return (
              <div
                key={one.key}
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === active}
                className="map-found-one"
                tabIndex={-1}
                // Before the box loses the focus, which closes the list.
                onMouseDown={(event) => {
                  event.preventDefault();
                  choose(one);
                }}
              >
                <Icon name={words.icon} size={18} />
                <span className="map-found-words">
                  <span>{words.name}</span>
                  <small>{words.detail}</small>
                </span>
              </div>
            );
          })}
        </div>
        {places.length === 0 ? null : <p className="map-found-credit">{attribution}</p>}
      </div>
      {shown && found.length === 0 ? <p className="map-found map-found-none">{say('map.searchNone', { text: text.trim() })}</p> : null}
    </search>
  );
}

function wordsOf(one: Found, say: Say): { readonly name: string; readonly detail: string; readonly icon: IconName } {
  switch (one.kind) {
    case 'own':
      return one.found;
    case 'world':
      return { name: one.place.name, detail: say(one.place.country ? 'map.foundCountry' : 'map.foundPlace'), icon: 'map' };
    case 'geocoded':
      return { name: one.place.name, detail: one.place.where, icon: 'map' };
    case 'position': {
      const kinds = { coordinates: 'map.foundCoordinates', 'plus-code': 'map.foundCode', link: 'map.foundLink' } as const;
      return { name: one.place.name ?? writeAngles(one.place, 'degrees'), detail: say(kinds[one.place.as]), icon: 'target' };
    }
  }
}

function goTo(one: Found): void {
  if (one.kind === 'own') {
    const { where, open } = one.found;
    if (where !== null && isBounds(where)) stage.fit(where);
    else if (where !== null) stage.goTo({ ...where, zoom: Math.max(15, stage.view?.zoom ?? 0) });
    open();
    return;
  }
  if (one.kind === 'world') {
    stage.goTo({ ...one.place, zoom: one.place.country ? one.place.from : one.place.from + 5 });
    return;
  }
  if (one.kind === 'geocoded' && one.place.bounds !== null) {
    const [west, south, east, north] = one.place.bounds;
    stage.markFound(one.place);
    stage.fit({ west, south, east, north });
    return;
  }
  const { lat, lon } = one.place;
  const zoom = one.kind === 'geocoded' ? 15 : (one.place.zoom ?? 15);
  stage.markFound({ lat, lon });
  stage.goTo({ lat, lon, zoom });
}
function isBounds(where: Bounds | { readonly lat: number }): where is Bounds {
  return 'west' in where;
}
