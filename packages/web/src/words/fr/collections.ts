import type { Words } from '../words.ts';

/** Collections of tracks by rules. */
export const collections: Words<'collections'> = {
  title: 'Collections',
  lead: 'Une collection contient les traces qui répondent à ses règles, où qu’elles soient. OsmAnd parle de dossier intelligent.',
  emptyTitle: 'Pas encore de collections',
  emptyText: 'Créez-en une avec des règles : un dossier, une longueur, une date. Vos téléphones la reçoivent aussi.',
  make: 'Nouvelle collection',
  edit: 'Modifier les règles',
  remove: 'Supprimer la collection',
  made: 'La collection « {name} » a été créée',
  renamed: 'La collection s’appelle maintenant « {name} »',
  changed: 'Les règles de « {name} » ont été modifiées',
  removed: '« {name} » a été supprimée ; ses traces restent',
  taken: 'Une collection porte déjà ce nom.',
  words: 'Mots dans le nom',
  folders: 'Dans ces dossiers (aucun : dans tous)',
  lengthFrom: 'Longueur à partir de ({unit})',
  lengthTo: 'Longueur jusqu’à ({unit})',
  madeFrom: 'Enregistrée à partir du',
  madeTo: 'Enregistrée jusqu’au',
  waypoints: 'Seulement les traces avec points de passage',
  ruleFault: 'Cela ne va pas. Écrivez un nombre, et une fin qui ne précède pas le début.',
  unknown: 'Seule l’appli peut juger certaines règles ({kinds}). Ici, la collection montre peut-être plus de traces que là-bas.',
  nothing: 'Aucune trace ne répond aux règles.',
};
