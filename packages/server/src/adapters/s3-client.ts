import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { S3Fault, faultOf } from './s3-fault.ts';
import type { Sums } from './s3-sums.ts';

/** Where the object store is and how to sign for it. */
export interface S3Settings {
  /** `https://s3.example.org`; empty: Amazon's own, by the region. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** Begins every name in the bucket: empty, or ends in `/`. */
  readonly prefix: string;
  readonly accessKey: string;
  readonly secretKey: string;
}
/** How long one request may take, milliseconds: nothing waits without an end (R40). */
export interface S3Patience {
  readonly connectMs: number;
  /** Until the answer begins, on top of one second for each MiB that is sent. */
  readonly answerMs: number;
  /** Between two pieces of a body that is read. */
  readonly pieceMs: number;
}

/** What the store says of an object or part: what can be held against what was sent. */
export interface Stored {
  readonly length: number | null;
  readonly etag: string;
  /** SHA-256, base64; a multipart object has the one of its parts with `-N` behind. Null where the store does not keep it. */
  readonly sha256: string | null;
}
export interface Part extends Stored {
  readonly number: number;
}

/** Each method is one request with one deadline. @throws S3Fault */
export class S3Requests {
  readonly settings: S3Settings;
  readonly patience: S3Patience;
  readonly client: S3Client;

  constructor(settings: S3Settings, patience: S3Patience) {
    this.settings = settings;
    this.patience = patience;
    this.client = new S3Client({
      ...(settings.endpoint === '' ? {} : { endpoint: settings.endpoint }),
      region: settings.region === '' ? 'us-east-1' : settings.region,
      // A bucket as a part of the path is what every store understands; Amazon's own takes both.
      forcePathStyle: settings.endpoint !== '',
      credentials: { accessKeyId: settings.accessKey, secretAccessKey: settings.secretKey },
      // What is tried again, and after what look, is decided in s3-blobs.ts.
      maxAttempts: 1,
      requestHandler: {
        connectionTimeout: patience.connectMs,
        requestTimeout: 0,
        httpAgent: { maxSockets: 100 },
        httpsAgent: { maxSockets: 100 },
      },
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  async put(key: string, body: Uint8Array, sums: Sums): Promise<Stored> {
    const answer = await this.#ask(body.length, (abortSignal) =>
      this.client.send(new PutObjectCommand({ ...this.#object(key), Body: body, ContentMD5: sums.md5, ChecksumSHA256: sums.sha256 }), {
        abortSignal,
      }),
    );
    return { length: null, etag: etagOf(answer.ETag), sha256: answer.ChecksumSHA256 ?? null };
  }
  /** Null: there is no such object. */
  async head(key: string): Promise<(Stored & { readonly made: number }) | null> {
    try {
      const answer = await this.#ask(0, (abortSignal) =>
        this.client.send(new HeadObjectCommand({ ...this.#object(key), ChecksumMode: 'ENABLED' }), { abortSignal }),
      );
      return {
        length: answer.ContentLength ?? 0,
        etag: etagOf(answer.ETag),
        sha256: answer.ChecksumSHA256 ?? null,
        made: answer.LastModified?.getTime() ?? 0,
      };
    } catch (error) {
      return absentIsNull(error);
    }
  }
  /** The bytes from `start` on; null: there is no such object. The stream must be read to its end or destroyed. */
  async get(key: string, start: number, etag?: string): Promise<{ readonly body: Readable; readonly etag: string } | null> {
    const range = start === 0 ? {} : { Range: `bytes=${start}-` };
    try {
      const answer = await this.#ask(0, (abortSignal) =>
        this.client.send(
          new GetObjectCommand({ ...this.#object(key), ...range, ...(etag === undefined ? {} : { IfMatch: `"${etag}"` }) }),
          {
            abortSignal,
          },
        ),
      );
      if (!(answer.Body instanceof Readable)) throw new S3Fault('doubt', 'an answer without a body');
      return { body: answer.Body, etag: etagOf(answer.ETag) };
    } catch (error) {
      return absentIsNull(error);
    }
  }
  /** An address that reads the object for so many seconds; no request is made. */
  async link(key: string, seconds: number, disposition: string): Promise<string> {
    const answer = {
      ResponseContentType: 'application/octet-stream',
      ResponseContentEncoding: 'gzip',
      ResponseContentDisposition: disposition,
      ResponseCacheControl: 'no-store',
    };
    return getSignedUrl(this.client, new GetObjectCommand({ ...this.#object(key), ...answer }), { expiresIn: seconds });
  }
  async remove(key: string): Promise<void> {
    await this.#ask(0, (abortSignal) => this.client.send(new DeleteObjectCommand(this.#object(key)), { abortSignal }));
  }
  async list(
    after: string | null,
    limit: number,
  ): Promise<{ readonly items: readonly { key: string; made: number }[]; readonly more: boolean }> {
    const { bucket, prefix } = this.settings;
    const answer = await this.#ask(0, (abortSignal) =>
      this.client.send(
        new ListObjectsV2Command({
          ...{ Bucket: bucket, Prefix: prefix, MaxKeys: limit },
          ...(after === null ? {} : { StartAfter: prefix + after }),
        }),
        { abortSignal },
      ),
    );
    const items = (answer.Contents ?? []).map((item) => ({
      key: (item.Key ?? '').slice(prefix.length),
      made: item.LastModified?.getTime() ?? 0,
    }));
    return { items, more: answer.IsTruncated === true };
  }

  /** @returns the id of an upload in parts */
  async begin(key: string): Promise<string> {
    const answer = await this.#ask(0, (abortSignal) =>
      this.client.send(new CreateMultipartUploadCommand({ ...this.#object(key), ChecksumAlgorithm: 'SHA256' }), { abortSignal }),
    );
    if (answer.UploadId === undefined) throw new S3Fault('doubt', 'an upload without an id');
    return answer.UploadId;
  }
  async putPart(key: string, upload: string, number: number, body: Uint8Array, sums: Sums): Promise<Stored> {
    const answer = await this.#ask(body.length, (abortSignal) =>
      this.client.send(
        new UploadPartCommand({
          ...this.#object(key),
          ...{ UploadId: upload, PartNumber: number, Body: body, ContentMD5: sums.md5, ChecksumSHA256: sums.sha256 },
        }),
        { abortSignal },
      ),
    );
    return { length: null, etag: etagOf(answer.ETag), sha256: answer.ChecksumSHA256 ?? null };
  }
  /** Putting parts together takes the store a while: an eighth of a second for each, on top. */
  async complete(key: string, upload: string, parts: readonly Part[]): Promise<Stored> {
    const Parts = parts.map((part) => ({
      PartNumber: part.number,
      ETag: `"${part.etag}"`,
      ...(part.sha256 === null ? {} : { ChecksumSHA256: part.sha256 }),
    }));
    const answer = await this.#ask((parts.length * mebibyte) / 8, (abortSignal) =>
      this.client.send(new CompleteMultipartUploadCommand({ ...this.#object(key), UploadId: upload, MultipartUpload: { Parts } }), {
        abortSignal,
      }),
    );
    return { length: null, etag: etagOf(answer.ETag), sha256: answer.ChecksumSHA256 ?? null };
  }
  /** An upload that is not there is no error. */
  async abort(key: string, upload: string): Promise<void> {
    try {
      await this.#ask(0, (abortSignal) =>
        this.client.send(new AbortMultipartUploadCommand({ ...this.#object(key), UploadId: upload }), { abortSignal }),
      );
    } catch (error) {
      absentIsNull(error);
    }
  }
  /** Uploads that were begun and not completed, behind a mark; `of` only those of one key. */
  async uploads(
    after: UploadMark | null,
    limit: number,
    of = '',
  ): Promise<{ readonly items: readonly (UploadMark & { begun: number })[]; readonly next: UploadMark | null }> {
    const { bucket, prefix } = this.settings;
    const answer = await this.#ask(0, (abortSignal) =>
      this.client.send(
        new ListMultipartUploadsCommand({
          ...{ Bucket: bucket, Prefix: prefix + of, MaxUploads: limit },
          ...(after === null ? {} : { KeyMarker: prefix + after.key, UploadIdMarker: after.upload }),
        }),
        { abortSignal },
      ),
    );
    const items = (answer.Uploads ?? []).map((one) => ({
      key: (one.Key ?? '').slice(prefix.length),
      upload: one.UploadId ?? '',
      begun: one.Initiated?.getTime() ?? 0,
    }));
    const last = items.at(-1);
    return { items, next: answer.IsTruncated === true && last !== undefined ? { key: last.key, upload: last.upload } : null };
  }
  /** When the newest part of an upload arrived; null: it has none, or it has ended. */
  async newestPart(key: string, upload: string): Promise<number | null> {
    let newest: number | null = null;
    for (let after: string | undefined; ;) {
      const answer = await this.#ask(0, (abortSignal) =>
        this.client.send(
          new ListPartsCommand({ ...this.#object(key), UploadId: upload, ...(after === undefined ? {} : { PartNumberMarker: after }) }),
          { abortSignal },
        ),
      ).catch(absentIsNull);
      for (const part of answer?.Parts ?? []) newest = Math.max(newest ?? 0, part.LastModified?.getTime() ?? 0);
      if (answer?.IsTruncated !== true || answer.NextPartNumberMarker === undefined) return newest;
      after = answer.NextPartNumberMarker;
    }
  }
  /** The bucket is there and opens for these keys. */
  async look(): Promise<void> {
    await this.#ask(0, (abortSignal) => this.client.send(new HeadBucketCommand({ Bucket: this.settings.bucket }), { abortSignal }));
  }

  #object(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.settings.bucket, Key: this.settings.prefix + key };
  }
  async #ask<T>(bytes: number, send: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const stop = new AbortController();
    let late: NodeJS.Timeout | undefined;
    // The signal ends the request; the race ends the wait also where an answer has begun and does not go on.
    const deadline = new Promise<never>((_resolve, reject) => {
      const ms = this.patience.answerMs + (bytes / mebibyte) * 1000;
      late = setTimeout(() => {
        stop.abort();
        reject(new S3Fault('doubt', 'the object store did not answer in time'));
      }, ms);
    });
    try {
      return await Promise.race([send(stop.signal), deadline]);
    } catch (error) {
      throw faultOf(error);
    } finally {
      clearTimeout(late);
    }
  }
}

export interface UploadMark {
  readonly key: string;
  readonly upload: string;
}
const mebibyte = 1024 * 1024;

function absentIsNull(error: unknown): null {
  if (error instanceof S3Fault && error.kind === 'absent') return null;
  throw error;
}
/** Without the quotation marks. */
function etagOf(text: string | undefined): string {
  return (text ?? '').replace(/^W\//, '').replaceAll('"', '');
}
