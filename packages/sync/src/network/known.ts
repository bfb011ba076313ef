import type { ChangeEvent, Epochs, WriteAnswer } from '@cairn/protocol';
import type { Cloud } from '../ports.ts';

/** Remembers how far this device knows the log, so that the news of its own writing can be told from others' (`watch`). */
export class KnownLog implements Cloud {
  readonly #cloud: Cloud;
  readonly #own = new Set<number>();
  #cursor = 0;
  #epochs: Epochs | null = null;
  readonly download: Cloud['download'];
  readonly history: Cloud['history'];

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.download = (versions) => cloud.download(versions);
    this.history = (key) => cloud.history(key);
  }

  /** Whether everything up to the event is known here: read from the log, or written by this device. */
  isKnown(event: ChangeEvent): boolean {
    if (this.#epochs?.epoch !== event.epoch || this.#epochs.dataEpoch !== event.dataEpoch) return false;
    while (this.#own.delete(this.#cursor + 1)) this.#cursor++;
    return event.seq <= this.#cursor;
  }

  async changes(...request: Parameters<Cloud['changes']>): ReturnType<Cloud['changes']> {
    const answer = await this.#cloud.changes(...request);
    if (this.#isOther(answer)) this.#cursor = 0;
    // A look at some types only passes over what is not of them: the engine does not ask for it.
    this.#cursor = Math.max(this.#cursor, answer.cursor);
    for (const seq of this.#own) if (seq <= this.#cursor) this.#own.delete(seq);
    this.#epochs = answer;
    return answer;
  }
  async upload(...request: Parameters<Cloud['upload']>): ReturnType<Cloud['upload']> {
    return this.#noteOwn(await this.#cloud.upload(...request));
  }
  async operate(...request: Parameters<Cloud['operate']>): ReturnType<Cloud['operate']> {
    return this.#noteOwn(await this.#cloud.operate(...request));
  }

  #noteOwn(answer: WriteAnswer): WriteAnswer {
    for (const result of answer.results) if (result.status === 'done') this.#own.add(result.version.seq);
    return answer;
  }
  #isOther({ epoch, dataEpoch }: Epochs): boolean {
    return this.#epochs !== null && (this.#epochs.epoch !== epoch || this.#epochs.dataEpoch !== dataEpoch);
  }
}
