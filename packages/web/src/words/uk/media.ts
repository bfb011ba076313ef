import type { Words } from '../words.ts';

/** Photos, videos and recordings that belong to a track or a favourite. */
export const media: Words<'media'> = {
  title: 'Світлини й нотатки',
  photo: 'Світлина',
  video: 'Відео',
  recording: 'Запис',
  open: 'Відкрити: {kind}, {date}',
  fetching: 'Отримуємо…',
  cannotShow: 'Цей браузер не може показати такий файл. Завантажте його.',
  showOnMap: 'Показати на мапі',
};
