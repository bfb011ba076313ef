import type { Words } from '../words.ts';

/** Photos, videos and recordings that belong to a track or a favourite. */
export const media: Words<'media'> = {
  title: 'Fotos und Notizen',
  photo: 'Foto',
  video: 'Video',
  recording: 'Aufnahme',
  open: '{kind} vom {date} öffnen',
  fetching: 'Wird geholt …',
  cannotShow: 'Dieser Browser kann diese Art Datei nicht zeigen. Lade sie stattdessen herunter.',
  showOnMap: 'Auf der Karte zeigen',
};
