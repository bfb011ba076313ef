import type { Words } from '../words.ts';

/** Photos, videos and recordings that belong to a track or a favourite. */
export const media: Words<'media'> = {
  title: 'Foto’s en notities',
  photo: 'Foto',
  video: 'Video',
  recording: 'Opname',
  open: '{kind} van {date} openen',
  fetching: 'Ophalen …',
  cannotShow: 'Deze browser kan dit soort bestand niet tonen. Download het in plaats daarvan.',
  showOnMap: 'Op de kaart tonen',
};
