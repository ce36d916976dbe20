// A small curve of the last values.

import { setAttribute, svg } from './dom.js';

const WIDTH = 96;
const HEIGHT = 22;

/** @param length how many values it shows */
export class Sparkline {
  #values = [];
  #length;
  #line = svg('polyline', { class: 'spark-line' });
  #area = svg('polygon', { class: 'spark-area' });

  constructor(length = 60) {
    this.#length = length;
    // What it shows is said in words beside it.
    this.element = svg('svg', { class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      this.#area, this.#line);
  }

  push(value) {
    this.#values.push(value);
    if (this.#values.length > this.#length) {
      this.#values.shift();
    }
    // From zero, so that noise looks like noise; a single long one does not flatten the rest.
    const sorted = [...this.#values].sort((a, b) => a - b);
    const top = Math.max(1, sorted[Math.floor((sorted.length - 1) * 0.95)] * 1.4);
    const step = WIDTH / (this.#length - 1);
    const first = this.#length - this.#values.length;
    const points = this.#values
      .map((v, i) => `${((first + i) * step).toFixed(1)},${(HEIGHT - 1 - Math.min(1, v / top) * (HEIGHT - 2)).toFixed(1)}`)
      .join(' ');
    setAttribute(this.#line, 'points', points);
    setAttribute(this.#area, 'points', `${(first * step).toFixed(1)},${HEIGHT} ${points} ${WIDTH},${HEIGHT}`);
  }
}
