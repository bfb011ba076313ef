import type { ReactNode } from 'react';
import { glyphFor, glyphPath } from '../map/glyphs.ts';
import { opaque } from './places.ts';
import './point-picture.css';

/** A favourite as the map draws it: icon, colour, background. Decoration: its name stands beside it. */
export function PointPicture(props: {
  readonly icon: string;
  readonly color: string | null;
  readonly background: string;
  readonly size?: number;
}): ReactNode {
  const { icon, color, background, size = 30 } = props;
  const fill = opaque(color);
  return (
    <svg className="point-picture" width={size} height={size} viewBox="0 0 28 28" aria-hidden="true" focusable="false">
      {background === 'square' ? (
        <rect x="3" y="3" width="22" height="22" rx="4" fill={fill} />
      ) : background === 'octagon' ? (
        <path d="M9.3 2.7h9.400l6.6 6.600v9.400l-6.600 6.600H9.3l-6.600-6.600V9.300z" fill={fill} />
      ) : (
        <circle cx="14" cy="14" r="11.5" fill={fill} />
      )}
      <path
        d={glyphPath(glyphFor(icon))}
        fill={isPale(fill) ? '#26302d' : '#ffffff'}
        fillRule="evenodd"
        transform="translate(7 7) scale(.583)"
      />
    </svg>
  );
}

/** White would not be seen on it. */
function isPale(color: string): boolean {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  return red * 0.299 + green * 0.587 + blue * 0.114 > 190;
}
