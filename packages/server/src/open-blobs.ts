import { join } from 'node:path';
import { diskBlobs } from './adapters/disk-blobs.ts';
import type { Config } from './config.ts';
import type { Blobs } from './ports/world.ts';

export interface OpenBlobs {
  readonly blobs: Blobs;
  readonly close: () => void;
}

/** The place of large contents that the settings name. `data`: the data folder, absolute. */
export async function openBlobs(config: Config, data: string): Promise<OpenBlobs> {
  if (config.blobs === 'disk') return { blobs: await diskBlobs(join(data, 'blobs')), close: () => undefined };
  // Loaded only where it is used: the embedded default pays nothing for it.
  const { s3Blobs } = await import('./adapters/s3-blobs.ts');
  const [bucket = '', ...folders] = config.s3Bucket.split('/').filter((part) => part !== '');
  const settings = {
    endpoint: config.s3Endpoint,
    region: config.s3Region,
    bucket,
    prefix: folders.map((folder) => `${folder}/`).join(''),
    accessKey: config.s3AccessKey,
    secretKey: config.s3SecretKey,
  };
  const blobs = s3Blobs(settings, { links: config.s3Links === 'on' });
  return { blobs, close: () => blobs.close() };
}
