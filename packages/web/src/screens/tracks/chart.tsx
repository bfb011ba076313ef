import { useEffect, useMemo, useState } from 'react';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { stage } from '../../map/stage.ts';
import { openTrackLayer } from '../../library/on-map.tsx';
import type { OpenTrack } from '../../library/tasks/open-track.ts';
import { gradientsOf, slopes, slopesOf } from '@cairn/geo';
import { useMeasure } from '../../words/use-measure.ts';
import { useWords } from '../../words/use-words.tsx';
import { areaOf, lineOf, rangeOf } from './chart-paths.ts';
import { SlopeKey } from './slope-key.tsx';
import type { Range } from './chart-paths.ts';

const [wide, high] = [600, 120];

/** What a chart is drawn of. */
export interface Charted extends Pick<OpenTrack, 'chart' | 'chartPlaces'> {
  readonly numbers: { readonly time: { readonly from: number } | null };
}

/**
 * Elevation and speed along a track. The pointer, or the arrow keys, choose a place: the map marks it; pointing at the track on the
 * map (its `layer`) chooses it here. `sloped`: the ground is coloured by how steep it is.
 */
export function TrackChart(props: { readonly track: Charted; readonly layer?: string; readonly sloped?: boolean }): ReactNode {
  const { track, layer = openTrackLayer, sloped = false } = props;
  const { say } = useWords();
  const measure = useMeasure();
  const { chart, chartPlaces } = track;
  const [at, setAt] = useState<number | null>(null);
  const drawn = useMemo(() => ({ ele: rangeOf(chart.low, chart.high), speed: rangeOf(chart.speed, chart.speed) }), [chart]);
  const gradients = useMemo(() => (sloped ? gradientsOf(chart) : null), [chart, sloped]);
  const steps = chart.distance.length;
  const choose = (step: number | null): void => {
    setAt(step);
    stage.point(step === null ? null : placeAt(chartPlaces, step));
  };
  useEffect(() => () => stage.point(null), []);
  useEffect(() => stage.on('hover', (over) => setAt(over?.layer === layer ? nearest(chartPlaces, over) : null)), [chartPlaces, layer]);
  if (drawn.ele === null && drawn.speed === null) return null;
  const follow = ({ clientX, currentTarget }: PointerEvent<SVGSVGElement>): void => {
    const { left, width } = currentTarget.getBoundingClientRect();
    choose(Math.max(0, Math.min(steps - 1, Math.floor(((clientX - left) / width) * steps))));
  };
  const step = (event: KeyboardEvent): void => {
    const far = event.shiftKey ? Math.ceil(steps / 20) : Math.ceil(steps / 200);
    const to = { ArrowRight: (at ?? 0) + far, ArrowLeft: (at ?? 0) - far, Home: 0, End: steps - 1 }[event.key];
    if (event.key === 'Escape') choose(null);
    if (to === undefined) return;
    event.preventDefault();
    choose(Math.max(0, Math.min(steps - 1, to)));
  };
  const reading = at === null ? '' : readingOf(track, at, measure, gradients);
  const total = chart.distance.at(-1) ?? 0;
  return (
    <div className="chart">
      <div className="chart-key" aria-hidden="true">
        {drawn.ele === null ? null : (
          <span>
            <span className="chart-mark" />
            {say('tracks.elevation')}: {measure.height(drawn.ele.least)} – {measure.height(drawn.ele.most)}
          </span>
        )}
        {drawn.speed === null ? null : (
          <span>
            <span className="chart-mark chart-mark-speed" />
            {say('tracks.speed')}: {measure.speed(drawn.speed.most)}
          </span>
        )}
      </div>
      <svg
        className="chart-drawing"
        viewBox={`0 0 ${wide} ${high}`}
        preserveAspectRatio="none"
        role="slider"
        tabIndex={0}
        aria-label={say('tracks.chart')}
        aria-valuemin={0}
        aria-valuemax={Math.round(total)}
        aria-valuenow={Math.round(at === null ? 0 : (chart.distance[at] ?? 0))}
        aria-valuetext={reading === '' ? say('tracks.chartHint') : reading}
        onPointerMove={follow}
        onPointerDown={follow}
        onPointerLeave={() => choose(null)}
        onKeyDown={step}
      >
        {[0.25, 0.5, 0.75].map((part) => (
          <line key={part} className="chart-grid" x1="0" x2={wide} y1={part * high} y2={part * high} />
        ))}
        {drawn.ele === null ? null : <path className="chart-ele" d={areaOf(chart.ele, drawn.ele, wide, high)} />}
        {drawn.ele === null || !sloped ? null : <Slopes chart={chart} range={drawn.ele} />}
        {drawn.speed === null ? null : (
          <path className="chart-speed" d={lineOf(chart.speed, { least: 0, most: drawn.speed.most }, wide, high)} />
        )}
        {at === null ? null : (
          <line className="chart-cursor" x1={((at + 0.5) / steps) * wide} x2={((at + 0.5) / steps) * wide} y1="0" y2={high} />
        )}
      </svg>
      <div className="chart-scale" aria-hidden="true">
        <span>{measure.distance(0)}</span>
        <span>{measure.distance(total / 2)}</span>
        <span>{measure.distance(total)}</span>
      </div>
      <div className="chart-read" aria-hidden="true">
        {reading}
      </div>
      {gradients === null || drawn.ele === null ? null : <SlopeKey />}
    </div>
  );
}

/** The ground in the colours of its slopes. */
function Slopes({ chart, range }: { readonly chart: OpenTrack['chart']; readonly range: Range }): ReactNode {
  const areas = useMemo(() => {
    const steep = slopesOf(chart);
    return slopes.map((slope) => {
      // With the step before, so that neighbours touch.
      const own = Float64Array.from(chart.ele, (value, step) => (steep[step] === slope || steep[step + 1] === slope ? value : NaN));
      return { slope, area: areaOf(own, range, wide, high) };
    });
  }, [chart, range]);
  return areas.map(({ slope, area }) => <path key={slope} className={`chart-slope chart-slope-${slope}`} d={area} />);
}

type Places = OpenTrack['chartPlaces'];
function placeAt({ lat, lon }: Places, step: number): { lat: number; lon: number } | null {
  const [y, x] = [lat[step] ?? NaN, lon[step] ?? NaN];
  return Number.isNaN(y) || Number.isNaN(x) ? null : { lat: y, lon: x - Math.round(x / 360) * 360 };
}

/** The step nearest to a place, by the flat distance; null when none is near. */
function nearest({ lat, lon }: Places, over: { readonly lat: number; readonly lon: number }): number | null {
  let [found, least] = [-1, Infinity];
  const shrink = Math.cos((over.lat * Math.PI) / 180);
  for (let step = 0; step < lat.length; step++) {
    const square = ((lat[step] ?? NaN) - over.lat) ** 2 + (((lon[step] ?? NaN) - over.lon) * shrink) ** 2;
    if (square < least) [found, least] = [step, square];
  }
  return found === -1 ? null : found;
}

function readingOf(
  { chart, chartPlaces, numbers }: Charted,
  step: number,
  measure: ReturnType<typeof useMeasure>,
  gradients: Float64Array | null,
): string {
  const value = (values: Float64Array): number => values[step] ?? NaN;
  const parts = [measure.distance(value(chart.distance))];
  if (!Number.isNaN(value(chart.ele))) parts.push(measure.height(value(chart.ele)));
  const gradient = gradients?.[step] ?? NaN;
  if (!Number.isNaN(gradient)) parts.push(measure.slope(gradient));
  if (!Number.isNaN(value(chart.speed))) parts.push(measure.speed(value(chart.speed)));
  const time = value(chartPlaces.time);
  if (!Number.isNaN(time) && numbers.time !== null) parts.push(measure.duration((time - numbers.time.from) / 1000));
  return parts.join(' · ');
}
