import type { ReactNode } from 'react';
import { stage } from '../../map/stage.ts';
import { Button } from '../../parts/button.tsx';
import { Facts, Row, Rows } from '../../parts/rows.tsx';
import { Section } from '../../parts/screen.tsx';
import { PointPicture } from '../../library/point-picture.tsx';
import type { TrackItem } from '../../library/tracks.ts';
import type { OpenTrack, SegmentFacts } from '../../library/tasks/open-track.ts';
import { useFormat } from '../../words/use-format.ts';
import { useMeasure } from '../../words/use-measure.ts';
import type { Measure } from '../../words/use-measure.ts';
import { useWords } from '../../words/use-words.tsx';
import { MediaStrip } from '../media/media-strip.tsx';
import { TrackChart } from './chart.tsx';
import { useTrackMedia } from './use-track-media.ts';

/** Most segments and waypoints that are listed; more are counted. */
const most = 200;

/** What a track holds. */
export function TrackDetails({ item, track }: { readonly item: TrackItem; readonly track: OpenTrack }): ReactNode {
  const media = useTrackMedia(track);
  return (
    <>
      {track.description === '' ? null : <p className="track-text">{track.description}</p>}
      <Figures track={track} />
      <TrackChart track={track} />
      <About item={item} track={track} />
      <MediaStrip items={media} />
      <Segments track={track} />
      <Waypoints track={track} />
    </>
  );
}

function Figures({ track: { numbers } }: { readonly track: OpenTrack }): ReactNode {
  const { say } = useWords();
  const measure = useMeasure();
  const { distance, routeDistance, time, movingSeconds, elevation } = numbers;
  const length = distance > 0 ? distance : routeDistance;
  const figures: [string, string][] = [[say('tracks.distance'), measure.distance(length)]];
  if (elevation !== null) {
    figures.push([say('tracks.ascent'), measure.height(elevation.ascent)], [say('tracks.descent'), measure.height(elevation.descent)]);
    figures.push([say('tracks.highest'), measure.height(elevation.max)], [say('tracks.lowest'), measure.height(elevation.min)]);
  }
  if (time !== null && time.seconds > 0) figures.push([say('tracks.duration'), measure.duration(time.seconds)]);
  if (movingSeconds !== null && movingSeconds > 0) {
    figures.push([say('tracks.moving'), measure.duration(movingSeconds)], [say('tracks.average'), measure.speed(distance / movingSeconds)]);
  }
  return (
    <dl className="figures">
      {figures.map(([name, value]) => (
        <div className="figure" key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function About({ item, track }: { readonly item: TrackItem; readonly track: OpenTrack }): ReactNode {
  const { say } = useWords();
  const format = useFormat();
  const { numbers } = track;
  const facts: [string, ReactNode][] = [];
  const add = (name: string, value: string): unknown => (value === '' ? 0 : facts.push([name, value]));
  if (track.name !== item.title) add(say('tracks.nameInside'), track.name);
  add(say('tracks.activity'), track.activity.replaceAll('_', ' '));
  add(say('tracks.author'), track.author);
  add(say('tracks.recorded'), numbers.time === null ? '' : format.moment(numbers.time.from));
  add(say('tracks.program'), numbers.creator ?? '');
  add(say('tracks.keywords'), track.keywords);
  add(say('tracks.points'), format.number(numbers.points + numbers.routePoints));
  if (numbers.unusablePoints > 0) add(say('tracks.unusable'), format.number(numbers.unusablePoints));
  add(say('tracks.file'), `${item.name} · ${format.size(item.size)}`);
  return (
    <Section title={say('tracks.about')}>
      <Facts facts={facts} />
    </Section>
  );
}

function Segments({ track: { segments } }: { readonly track: OpenTrack }): ReactNode {
  const { say } = useWords();
  const measure = useMeasure();
  if (segments.length < 2) return null;
  return (
    <Section title={say('tracks.segments', { count: segments.length })}>
      <Rows label={say('tracks.segments', { count: segments.length })}>
        {segments.slice(0, most).map((segment, index) => (
          <Row
            key={index}
            title={segment.name || say(segment.kind === 'track' ? 'tracks.segment' : 'tracks.route', { number: index + 1 })}
            detail={segmentDetail(segment, measure)}
          >
            <Button look="quiet" icon="map" onPress={() => (segment.bounds === null ? undefined : stage.fit(segment.bounds))}>
              {say('tracks.onMap')}
            </Button>
          </Row>
        ))}
      </Rows>
    </Section>
  );
}

function segmentDetail({ distance, time, elevation }: SegmentFacts, measure: Measure): string {
  const parts = [measure.distance(distance)];
  if (elevation !== null) parts.push(`↗ ${measure.height(elevation.ascent)}`, `↘ ${measure.height(elevation.descent)}`);
  if (time !== null && time.seconds > 0) parts.push(measure.duration(time.seconds));
  return parts.join(' · ');
}

function Waypoints({ track: { waypoints } }: { readonly track: OpenTrack }): ReactNode {
  const { say } = useWords();
  if (waypoints.length === 0) return null;
  const title = say('tracks.waypoints', { count: waypoints.length });
  return (
    <Section title={title}>
      <Rows label={title}>
        {waypoints.slice(0, most).map((point, index) => (
          <Row
            key={index}
            title={
              <span className="place-head">
                <PointPicture icon={point.icon} color={point.color} background={point.background} size={24} />
                {point.name || say('places.unnamed')}
              </span>
            }
            detail={point.description ?? point.comment ?? ''}
          >
            {point.place === null ? null : (
              <Button look="quiet" icon="map" onPress={() => (point.place === null ? undefined : stage.goTo({ ...point.place, zoom: 15 }))}>
                {say('tracks.onMap')}
              </Button>
            )}
          </Row>
        ))}
      </Rows>
      {waypoints.length > most ? <p>{say('tracks.moreThere', { count: waypoints.length - most })}</p> : null}
    </Section>
  );
}
