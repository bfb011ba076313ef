/** The cloud: state, changes, trash, history, storage, own data. */
export const cloud = {
  title: 'Cloud',
  myData: 'My data',
} as const;
