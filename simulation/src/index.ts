export { live } from './history.ts';
export { optionsOf } from './options.ts';
