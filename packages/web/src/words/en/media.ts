/** Photos, videos and recordings that belong to a track or a favourite. */
export const media = {
  title: 'Photos and notes',
  photo: 'Photo',
  video: 'Video',
  recording: 'Recording',
  open: 'Open {kind} of {date}',
  fetching: 'Fetching …',
  cannotShow: 'This browser cannot show this kind of file. Download it instead.',
  showOnMap: 'Show on the map',
} as const;
