import type { Words } from '../words.ts';

/** Collections of tracks by rules. */
export const collections: Words<'collections'> = {
  title: 'Colecciones',
  lead: 'Una colección contiene las trazas que cumplen sus reglas, estén donde estén. OsmAnd lo llama carpeta inteligente.',
  emptyTitle: 'Aún no hay colecciones',
  emptyText: 'Cree una con reglas como una carpeta, una longitud o una fecha. Sus teléfonos también la reciben.',
  make: 'Nueva colección',
  edit: 'Cambiar las reglas',
  remove: 'Eliminar la colección',
  made: 'Se creó la colección «{name}»',
  renamed: 'La colección se llama ahora «{name}»',
  changed: 'Se cambiaron las reglas de «{name}»',
  removed: 'Se eliminó «{name}»; sus trazas se quedan',
  taken: 'Ya hay una colección con este nombre.',
  words: 'Palabras en el nombre',
  folders: 'En estas carpetas (ninguna: en todas)',
  lengthFrom: 'Longitud desde ({unit})',
  lengthTo: 'Longitud hasta ({unit})',
  madeFrom: 'Grabada desde',
  madeTo: 'Grabada hasta',
  waypoints: 'Solo trazas con puntos de paso',
  ruleFault: 'No encaja. Escriba un número y un final que no esté antes del principio.',
  unknown: 'Algunas reglas solo puede juzgarlas la aplicación ({kinds}). Aquí la colección puede mostrar más trazas que allí.',
  nothing: 'Ninguna traza cumple las reglas.',
};
