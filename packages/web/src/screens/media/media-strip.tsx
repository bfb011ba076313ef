import { useEffect, useRef, useState } from 'react';
import type { ReactNode, RefObject } from 'react';
import type { MediaItem } from '../../library/media.ts';
import { Icon } from '../../parts/icon.tsx';
import { Section } from '../../parts/screen.tsx';
import { Link } from '../../router.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useWords } from '../../words/use-words.tsx';
import { mediaPath } from './links.ts';
import { useBlob } from './use-blob.ts';
import './media.css';

/** What was taken on the way or at a place, as small pictures that lead to their pages. */
export function MediaStrip({ items }: { readonly items: readonly MediaItem[] }): ReactNode {
  const { say } = useWords();
  if (items.length === 0) return null;
  return (
    <Section title={say('media.title')}>
      <ul className="media-strip" aria-label={say('media.title')}>
        {items.map((item) => (
          <li key={item.key.name}>
            <Thumb item={item} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Photos are fetched once they come into view. */
function Thumb({ item }: { readonly item: MediaItem }): ReactNode {
  const { say } = useWords();
  const format = useFormat();
  const place = useRef<HTMLSpanElement>(null);
  const seen = useSeen(place);
  const { url } = useBlob(item, seen && item.kind === 'photo');
  const label = say('media.open', { kind: say(`media.${item.kind}`), date: format.moment(item.taken) });
  return (
    <Link to={mediaPath(item)} className="media-thumb" label={label}>
      <span className="media-frame" ref={place}>
        {url === null ? <Icon name={item.kind === 'recording' ? 'microphone' : 'camera'} /> : <img src={url} alt="" decoding="async" />}
      </span>
    </Link>
  );
}

function useSeen(place: RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (place.current === null || seen) return undefined;
    const observer = new IntersectionObserver((entries) =>
      setSeen((before) => before || entries.some(({ isIntersecting }) => isIntersecting)),
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [place, seen]);
  return seen;
}
