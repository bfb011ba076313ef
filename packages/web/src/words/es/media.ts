import type { Words } from '../words.ts';

/** Photos, videos and recordings that belong to a track or a favourite. */
export const media: Words<'media'> = {
  title: 'Fotos y notas',
  photo: 'Foto',
  video: 'Vídeo',
  recording: 'Grabación',
  open: 'Abrir {kind} del {date}',
  fetching: 'Obteniendo …',
  cannotShow: 'Este navegador no puede mostrar este tipo de archivo. Descárguelo.',
  showOnMap: 'Mostrar en el mapa',
};
