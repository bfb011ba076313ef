import type { Words } from '../words.ts';

/** Photos, videos and recordings that belong to a track or a favourite. */
export const media: Words<'media'> = {
  title: 'Foto e note',
  photo: 'Foto',
  video: 'Video',
  recording: 'Registrazione',
  open: 'Apri {kind} del {date}',
  fetching: 'Recupero …',
  cannotShow: 'Questo browser non può mostrare questo tipo di file. Scaricalo invece.',
  showOnMap: 'Mostra sulla mappa',
};
