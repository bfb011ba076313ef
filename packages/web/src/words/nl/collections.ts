import type { Words } from '../words.ts';

/** Collections of tracks by rules. */
export const collections: Words<'collections'> = {
  title: 'Verzamelingen',
  lead: 'Een verzameling bevat de tracks die aan haar regels voldoen, waar ze ook staan. OsmAnd noemt dit een slimme map.',
  emptyTitle: 'Nog geen verzamelingen',
  emptyText: 'Maak er een met regels zoals een map, een lengte of een datum. Je telefoons krijgen haar ook.',
  make: 'Nieuwe verzameling',
  edit: 'De regels wijzigen',
  remove: 'De verzameling verwijderen',
  made: 'De verzameling “{name}” is gemaakt',
  renamed: 'De verzameling heet nu “{name}”',
  changed: 'De regels van “{name}” zijn gewijzigd',
  removed: '“{name}” is verwijderd; de tracks blijven',
  taken: 'Er is al een verzameling met deze naam.',
  words: 'Woorden in de naam',
  folders: 'In deze mappen (geen: in alle)',
  lengthFrom: 'Lengte vanaf ({unit})',
  lengthTo: 'Lengte tot ({unit})',
  madeFrom: 'Opgenomen vanaf',
  madeTo: 'Opgenomen tot',
  waypoints: 'Alleen tracks met waypoints',
  ruleFault: 'Dit klopt niet. Schrijf een getal, en een einde dat niet voor het begin ligt.',
  unknown: 'Sommige regels kan alleen de app beoordelen ({kinds}). Hier kan de verzameling meer tracks tonen dan daar.',
  nothing: 'Geen enkele track voldoet aan de regels.',
};
