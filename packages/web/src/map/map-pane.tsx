import type { Coordinates } from '@cairn/geo';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { IconButton } from '../parts/button.tsx';
import { Empty } from '../parts/empty.tsx';
import { useSettings } from '../settings.tsx';
import { useWords } from '../words/use-words.tsx';
import { foreignStyle } from './configured.ts';
import { Attribution } from './controls/attribution.tsx';
import { HereMenu } from './controls/here-menu.tsx';
import { LookPanel } from './controls/look-panel.tsx';
import { MyPosition } from './controls/my-position.tsx';
import { OnMapList } from './controls/on-map-list.tsx';
import { ScaleBar } from './controls/scale-bar.tsx';
import { SearchBox } from './controls/search-box.tsx';
import { ShareView } from './controls/share-view.tsx';
import { SpokenView } from './controls/spoken-view.tsx';
import type { Drawing, Engine } from './engine.ts';
import { makeStyle } from './style/make-style.ts';
import { tokensOf } from './style/tokens.ts';
import { useDark } from './use-dark.ts';
import { canDraw, useEngine } from './use-engine.ts';
import { useSources } from './use-sources.ts';
import type { Sources } from './use-sources.ts';
import './map.css';

/** The map of the website with its controls. Screens draw on it through the `stage`. */
export default function MapPane(): ReactNode {
  const { say } = useWords();
  const [drawable] = useState(canDraw);
  return drawable ? (
    <DrawnMap />
  ) : (
    <div className="map-pane map-pane-bare">
      <SearchBox />
      <Empty icon="map" title={say('map.noDrawing')} text={say('map.noDrawingText')} />
    </div>
  );
}

function DrawnMap(): ReactNode {
  const { say } = useWords();
  const place = useRef<HTMLDivElement>(null);
  const sources = useSources();
  const [foreign, setForeign] = useState<string | null>(null);
  const drawing = useDrawing(sources, foreign);
  const title = `${say('map.title')}. ${say('map.keys')}`;
  const { engine, texts } = useEngine(place, { drawing, title, onTrouble: sources.onTrouble });
  const showMe = useCallback((at: (Coordinates & { accuracy: number }) | null) => engine?.showMe(at), [engine]);
  return (
    <div className="map-pane">
      <div className="map-top">
        <SearchBox />
        <div className="map-buttons map-buttons-row">
          <OnMapList />
          <ShareView />
          <LookPanel foreign={sources.foreign} chosen={foreign} onForeign={setForeign} />
        </div>
      </div>
      <div className="map-canvas" ref={place} />
      <div className="map-side">
        <div className="map-buttons">
          <MyPosition onPosition={showMe} />
        </div>
        <ZoomButtons engine={engine} />
      </div>
      <div className="map-foot">
        <ScaleBar />
        <Attribution texts={texts} />
      </div>
      {sources.troubled === null ? null : (
        <p className="map-trouble" role="status">
          {say('map.trouble', { name: sources.troubled.name })}
        </p>
      )}
      <HereMenu />
      <SpokenView />
    </div>
  );
}

function ZoomButtons({ engine }: { readonly engine: Engine | null }): ReactNode {
  const { say } = useWords();
  const [bearing, setBearing] = useState(0);
  useEffect(() => {
    const map = engine?.map;
    if (map === undefined) return undefined;
    const turned = (): void => setBearing(Math.round(map.getBearing()));
    map.on('rotate', turned);
    return () => void map.off('rotate', turned);
  }, [engine]);
  return (
    <div className="map-buttons">
      {bearing === 0 ? null : (
        <span className="map-north" style={{ rotate: `${-bearing}deg` }}>
          <IconButton icon="north" label={say('map.north')} onPress={() => engine?.map.resetNorth()} />
        </span>
      )}
      <IconButton icon="plus" label={say('map.zoomIn')} onPress={() => engine?.map.zoomIn()} />
      <IconButton icon="minus" label={say('map.zoomOut')} onPress={() => engine?.map.zoomOut()} />
    </div>
  );
}

/** How to draw the map now. A style of somebody else is drawn in our colours for what is one's own. */
function useDrawing({ drawn, foreign }: Sources, chosen: string | null): Drawing {
  const { language } = useWords();
  const { mapKind: kind } = useSettings();
  const look = useDark() ? 'dark' : 'light';
  const own = useMemo(
    () => ({ style: makeStyle({ kind, look, language, sources: drawn }), tokens: tokensOf(kind, look) }),
    [kind, look, language, drawn],
  );
  const [theirs, setTheirs] = useState<Drawing | null>(null);
  const url = foreign.find(({ id }) => id === chosen)?.url ?? null;
  useEffect(() => {
    let wanted = true;
    if (url !== null) {
      void foreignStyle(url).then((style) => {
        if (wanted && style !== null) setTheirs({ style, tokens: tokensOf('standard', look) });
      });
    }
    return () => {
      wanted = false;
      setTheirs(null);
    };
  }, [url, look]);
  return theirs ?? own;
}
