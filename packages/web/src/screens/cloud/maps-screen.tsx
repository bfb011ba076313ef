import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { cloud } from '../../cloud/client.ts';
import { useExplain } from '../../cloud/explain.ts';
import { Empty } from '../../parts/empty.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Row, Rows } from '../../parts/rows.tsx';
import { Screen, Section } from '../../parts/screen.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useWords } from '../../words/use-words.tsx';
import { SignedIn } from '../account/signed-in.tsx';
import { FreeDownloads } from '../purchases/free-downloads.tsx';
import { useDeviceNames } from './device-names.ts';

/** Which maps the devices have, and of when (S9). */
export default function MapsScreen(): ReactNode {
  const { say } = useWords();
  return (
    <Screen title={say('cloud.maps')} back="/cloud" lead={say('cloud.mapsLead')}>
      <SignedIn>
        {(account) => (
          <>
            <FreeDownloads account={account} />
            <Maps />
          </>
        )}
      </SignedIn>
    </Screen>
  );
}

function Maps(): ReactNode {
  const { say } = useWords();
  const format = useFormat();
  const explain = useExplain();
  const deviceNames = useDeviceNames();
  const { data, error } = useQuery({ queryKey: ['maps'], queryFn: ({ signal }) => cloud.maps({ signal }) });
  if (error !== null) return <Notice tone="bad">{explain(error)}</Notice>;
  if (data === undefined) return <Waiting />;
  return (
    <>
      {data.maps.length === 0 ? <Empty icon="map" text={say('cloud.noMaps')} /> : null}
      {[...Map.groupBy(data.maps, ({ device }) => device)].map(([device, maps]) => (
        <Section key={device} title={deviceNames(device)}>
          <Rows label={deviceNames(device)}>
            {maps.map((map) => (
              <Row
                key={map.name}
                icon="map"
                title={map.name}
                detail={format.day(map.clientTime === 0 ? map.recorded : map.clientTime)}
                value={map.size === null ? undefined : format.size(map.size)}
              />
            ))}
          </Rows>
        </Section>
      ))}
    </>
  );
}
