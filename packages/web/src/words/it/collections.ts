import type { Words } from '../words.ts';

/** Collections of tracks by rules. */
export const collections: Words<'collections'> = {
  title: 'Raccolte',
  lead: 'Una raccolta contiene le tracce che rispettano le sue regole, ovunque si trovino. OsmAnd la chiama cartella intelligente.',
  emptyTitle: 'Ancora nessuna raccolta',
  emptyText: 'Creane una con regole come una cartella, una lunghezza o una data. La ricevono anche i tuoi telefoni.',
  make: 'Nuova raccolta',
  edit: 'Cambia le regole',
  remove: 'Elimina la raccolta',
  made: 'La raccolta «{name}» è stata creata',
  renamed: 'Ora la raccolta si chiama «{name}»',
  changed: 'Le regole di «{name}» sono state cambiate',
  removed: '«{name}» è stata eliminata; le tracce restano',
  taken: 'Esiste già una raccolta con questo nome.',
  words: 'Parole nel nome',
  folders: 'In queste cartelle (nessuna: in tutte)',
  lengthFrom: 'Lunghezza da ({unit})',
  lengthTo: 'Lunghezza fino a ({unit})',
  madeFrom: 'Registrata dal',
  madeTo: 'Registrata fino al',
  waypoints: 'Solo tracce con punti di passaggio',
  ruleFault: 'Non va bene. Scrivi un numero e una fine che non preceda l’inizio.',
  unknown: 'Alcune regole le può giudicare solo l’app ({kinds}). Qui la raccolta può mostrare più tracce che lì.',
  nothing: 'Nessuna traccia rispetta le regole.',
};
