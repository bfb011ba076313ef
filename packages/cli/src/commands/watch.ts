import type { Run } from '../context.ts';
export const run: Run = () => Promise.reject(new Error('not yet'));
