import type { ReactNode } from 'react';

/** Strokes on a grid of 24, drawn for Cairn. */
const strokes = {
  map: 'M9 4 3.5 6.2v13.6L9 17.6l6 2.2 5.5-2.2V4L15 6.2 9 4Zm0 0v13.6m6-11.4v13.6',
  star: 'm12 3.6 2.6 5.3 5.8.8-4.2 4.1 1 5.8-5.2-2.8-5.2 2.8 1-5.8L3.6 9.7l5.8-.8L12 3.6Z',
  track:
    'M6.5 19.5h9a3.5 3.5 0 0 0 0-7h-7a3.5 3.5 0 0 1 0-7h9m-11 14a1.6 1.6 0 1 1-3.2 0 1.6 1.6 0 0 1 3.2 0Zm14.2-14a1.6 1.6 0 1 1-3.2 0 1.6 1.6 0 0 1 3.2 0Z',
  cloud: 'M7 18.5a4.5 4.5 0 0 1-.6-9 6 6 0 0 1 11.5 1.2 4 4 0 0 1-.6 7.8H7Z',
  person: 'M12 11.5a3.8 3.8 0 1 0 0-7.6 3.8 3.8 0 0 0 0 7.6Zm-7.5 8.6c.6-3.6 3.7-5.6 7.5-5.6s6.9 2 7.5 5.6',
  back: 'M14.5 5 8 12l6.5 7',
  forward: 'M9.5 5 16 12l-6.5 7',
  close: 'M6 6l12 12M18 6 6 18',
  more: 'M12 5.2a.4.4 0 1 0 0 .8.4.4 0 0 0 0-.8Zm0 6.4a.4.4 0 1 0 0 .8.4.4 0 0 0 0-.8Zm0 6.400a.4.4 0 1 0 0 .8.4.4 0 0 0 0-.8Z',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  warning: 'M12 4 2.8 19.8h18.4L12 4Zm0 6v4.5m0 2.7v.01',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-10v5.5M12 7.6v.01',
  help: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm-2.6-11.2c.1-1.5 1.2-2.5 2.7-2.5s2.6 1 2.6 2.4c0 1.9-2.6 2.1-2.7 4.1m0 2.9v.01',
  sync: 'M19.5 12a7.5 7.5 0 0 1-13.2 4.9M4.5 12a7.5 7.5 0 0 1 13.2-4.900M18 3.500v3.800h-3.800M6 20.500v-3.800h3.8',
  upload: 'M12 16V4.500m0 0L7.5 9M12 4.5 16.5 9M4.5 15.500v4h15v-4',
  download: 'M12 4.500V16m0 0 4.5-4.500M12 16l-4.5-4.500M4.5 15.500v4h15v-4',
  trash: 'M4.5 6.500h15m-10.5 0V4h6v2.500m-8.5 0 .8 13.500h9.400l.8-13.500M10 10.500v6m4-6v6',
  history: 'M4.5 12a7.5 7.5 0 1 0 2.3-5.400L4.5 9m0-4.500V9H9m3-1.500V12l3 2',
  device: 'M8 3h8a1.5 1.5 0 0 1 1.5 1.500v15A1.5 1.5 0 0 1 16 21H8a1.5 1.5 0 0 1-1.5-1.500v-15A1.5 1.5 0 0 1 8 3Zm3 15h2',
  folder: 'M3.5 6.500a1 1 0 0 1 1-1h5l2 2.500h8a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-15a1 1 0 0 1-1-1v-11.500Z',
  file: 'M6 3.500h8l4.5 4.500v12.500H6v-17Zm8 0v4.500h4.5',
  settings: 'M5 7h8m4 0h2M5 17h2m4 0h8m-4-12.500v5m-4 5v5',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm4.7-1.800L20 20',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  target: 'M12 19a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm0-17v5m0 10v5M2 12h5m10 0h5',
  list: 'M8.500 6.500H20M8.500 12H20M8.500 17.500H20M4 6.500h.010M4 12h.010M4 17.500h.010',
  link: 'M10 14a4 4 0 0 0 5.700 0l3.100-3.100a4 4 0 0 0-5.700-5.700L12 6.300M14 10a4 4 0 0 0-5.700 0l-3.100 3.100a4 4 0 0 0 5.700 5.700l1.100-1.100',
  layers: 'm12 3.500 9 5-9 5-9-5 9-5Zm-9 9 9 5 9-5',
  north: 'M12 3.500 16.500 19 12 15.800 7.500 19 12 3.500Z',
  copy: 'M9 8.500h10.500V20H9V8.500ZM5.500 15.500h-1V4H15v1.500',
  edit: 'M5 19h3.500L19 8.5 15.5 5 5 15.500V19Z',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z',
  eyeShut:
    'M4 4l16 16M9.9 5.8A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a17 17 0 0 1-2.6 3.4M6 7.6A16 16 0 0 0 2.5 12S6 18.5 12 18.5c1.7 0 3.2-.5 4.5-1.2M9.9 9.9a3 3 0 0 0 4.2 4.2',
  conflict: 'M12 21V13m0 0L5.5 6.500M12 13l6.5-6.500M5.5 11V6.500H10M18.5 11V6.500H14',
  key: 'M14.5 12.500a4.5 4.5 0 1 0-3.6-1.700L4 17.500V20h3v-2h2v-2l2-2 .700-.700',
} as const;
export type IconName = keyof typeof strokes;

/** A picture beside words; never alone without a label on what holds it. */
export function Icon({ name, size = 22 }: { readonly name: IconName; readonly size?: number }): ReactNode {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={strokes[name]} />
    </svg>
  );
}
