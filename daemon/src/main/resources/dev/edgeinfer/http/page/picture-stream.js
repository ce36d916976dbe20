// Reads a stream of JPEGs part by part: unlike an <img>, it knows which frame each of them is, so that boxes fit the picture.

import { send } from './api.js';

const decoder = new TextDecoder('latin1');

/**
 * Reads until the stream ends, the signal says so, or nothing came for too long.
 *
 * @param show called with each picture as `{bitmap, sequence}`; the next one is read when it is done, so a slow browser skips
 *     frames instead of falling behind
 * @throws Problem when the board refuses
 */
export async function readPictures(path, signal, patience, show) {
  const silence = new AbortController();
  const response = await send('GET', path, { signal: AbortSignal.any([signal, silence.signal]) });
  const reader = response.body.getReader();
  const buffer = new Buffer();
  let timer = 0;
  const restart = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), patience);
  };
  try {
    for (;;) {
      restart();
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      buffer.append(value);
      for (let part = buffer.take(); part; part = buffer.take()) {
        const bitmap = await createImageBitmap(new Blob([part.jpeg], { type: 'image/jpeg' }));
        show({ bitmap, sequence: part.sequence });
      }
    }
  } finally {
    clearTimeout(timer);
    reader.cancel().catch(() => {});
  }
}

/** Bytes that have come, until they make a whole part. */
class Buffer {
  #bytes = new Uint8Array(0);
  #head = null;

  append(chunk) {
    const joined = new Uint8Array(this.#bytes.length + chunk.length);
    joined.set(this.#bytes);
    joined.set(chunk, this.#bytes.length);
    this.#bytes = joined;
  }

  /** The next part; null: it is not all here. */
  take() {
    this.#head ??= this.#takeHead();
    if (this.#head === null || this.#bytes.length < this.#head.length) {
      return null;
    }
    const part = { jpeg: this.#bytes.slice(0, this.#head.length), sequence: this.#head.sequence };
    this.#bytes = this.#bytes.slice(this.#head.length);
    this.#head = null;
    return part;
  }

  #takeHead() {
    const end = this.#endOfHead();
    if (end < 0) {
      return null;
    }
    const text = decoder.decode(this.#bytes.subarray(0, end));
    const number = (name) => Number(new RegExp(`^${name}: *(\\d+)`, 'im').exec(text)?.[1] ?? NaN);
    this.#bytes = this.#bytes.slice(end);
    const head = { length: number('Content-Length'), sequence: number('X-Sequence') };
    if (!Number.isFinite(head.length)) {
      throw new Error('the stream of pictures has a part without its length');
    }
    return head;
  }

  #endOfHead() {
    const at = this.#bytes;
    for (let i = 3; i < at.length; i += 1) {
      if (at[i] === 10 && at[i - 1] === 13 && at[i - 2] === 10 && at[i - 3] === 13) {
        return i + 1;
      }
    }
    return -1;
  }
}
