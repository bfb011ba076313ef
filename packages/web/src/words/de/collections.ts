import type { Words } from '../words.ts';

/** Collections of tracks by rules. */
export const collections: Words<'collections'> = {
  title: 'Sammlungen',
  lead: 'Eine Sammlung enthält die Tracks, die zu ihren Regeln passen, wo immer sie liegen. OsmAnd nennt das einen intelligenten Ordner.',
  emptyTitle: 'Noch keine Sammlungen',
  emptyText: 'Lege eine mit Regeln wie Ordner, Länge oder Datum an. Deine Telefone bekommen sie auch.',
  make: 'Neue Sammlung',
  edit: 'Regeln ändern',
  remove: 'Sammlung löschen',
  made: 'Die Sammlung „{name}“ wurde angelegt',
  renamed: 'Die Sammlung heißt jetzt „{name}“',
  changed: 'Die Regeln von „{name}“ wurden geändert',
  removed: '„{name}“ wurde gelöscht; die Tracks bleiben',
  taken: 'Es gibt schon eine Sammlung dieses Namens.',
  words: 'Wörter im Namen',
  folders: 'In diesen Ordnern (keiner: in allen)',
  lengthFrom: 'Länge ab ({unit})',
  lengthTo: 'Länge bis ({unit})',
  madeFrom: 'Aufgezeichnet ab',
  madeTo: 'Aufgezeichnet bis',
  waypoints: 'Nur Tracks mit Wegpunkten',
  ruleFault: 'Das passt nicht. Schreib eine Zahl, und ein Ende, das nicht vor dem Anfang liegt.',
  unknown: 'Manche Regeln kann nur die App beurteilen ({kinds}). Hier zeigt die Sammlung vielleicht mehr Tracks als dort.',
  nothing: 'Kein Track passt zu den Regeln.',
};
