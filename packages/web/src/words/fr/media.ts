import type { Words } from '../words.ts';

/** Photos, videos and recordings that belong to a track or a favourite. */
export const media: Words<'media'> = {
  title: 'Photos et notes',
  photo: 'Photo',
  video: 'Vidéo',
  recording: 'Enregistrement',
  open: 'Ouvrir {kind} du {date}',
  fetching: 'Récupération …',
  cannotShow: 'Ce navigateur ne peut pas montrer ce genre de fichier. Téléchargez-le plutôt.',
  showOnMap: 'Montrer sur la carte',
};
