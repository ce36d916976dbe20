// One camera: its picture with what is seen in it, and how it is.

import { at } from './api.js';
import { h, newId, setAttribute, setText } from './dom.js';
import { capital, count, milliseconds, time } from './format.js';
import { icon } from './icons.js';
import { live } from './live.js';
import { Overlay } from './overlay.js';
import { Sparkline } from './sparkline.js';

/** States that say that all is well, or will be in a moment. */
const CALM = { running: 'good', connecting: 'wait' };

/** How often texts change, whatever the rate of the frames: faster ones nobody reads. */
const TEXT_EVERY = 500;

export class CameraCard {
  #inSight = false;
  #changed;
  #info;
  #canvas = h('canvas', { class: 'picture', role: 'img', width: 640, height: 480 });
  #context = this.#canvas.getContext('2d', { alpha: false });
  #overlay = new Overlay();
  #message = h('p', { class: 'stage-message' }, 'Waiting for the first picture');
  #stage = h('div', { class: 'stage' }, h('div', { class: 'stage-fit' }, this.#canvas, this.#overlay.element), this.#message);
  #state = h('span', { class: 'chip' });
  #seen = h('span', { class: 'seen-words' });
  #rate = h('span', { class: 'figure-value' }, '–');
  #target = h('span', { class: 'figure-unit' }, 'fps');
  #latency = h('span', { class: 'figure-value' }, '–');
  #spark = new Sparkline();
  #figures = h('span', { class: 'figures', hidden: true },
    h('span', { class: 'figure', title: 'Detections a second, and how many are aimed at' }, this.#rate, this.#target),
    h('span', { class: 'figure', title: 'From the capture of a frame to its detections' }, this.#spark.element, this.#latency));
  #tools = h('span', { class: 'card-tools' });
  #sequence = null;
  #size = { width: 0, height: 0 };
  #hasFrames = false;
  #hasPicture = false;
  #lastText = 0;
  #counts = null;
  #layers;
  #health = null;

  /**
   * @param info the camera as in /cameras
   * @param layers what is drawn, shared by all cards
   * @param changed called when it has come into sight, left it, or has another size
   */
  constructor(info, layers, signal, changed) {
    this.#info = info;
    this.#layers = layers;
    const title = newId('camera');
    const full = h('button', { type: 'button', class: 'icon-button', title: 'Full screen', 'aria-label': `Full screen: ${info.camera}`, onclick: () => this.#toggleFullScreen() }, icon('expand'));
    const still = h('a', { class: 'icon-button', href: at('/cameras/', info.camera, '/snapshot.jpg?boxes=true&zones=true&timestamp=true'), target: '_blank', rel: 'noopener', title: 'Snapshot in a new tab', 'aria-label': `Snapshot of ${info.camera} in a new tab` }, icon('picture'));
    this.#tools.append(still, full);
    this.element = h('article', { class: 'card camera', 'aria-labelledby': title },
      h('div', { class: 'card-head' }, h('h3', { id: title }, info.camera), this.#state, this.#tools),
      this.#stage,
      h('div', { class: 'card-foot' }, this.#seen, this.#figures));
    this.#changed = changed;
    this.#watch(signal);
    this.setInfo(info);
  }

  get camera() {
    return this.#info.camera;
  }

  /** Whether a picture is worth asking for; before the first frame there is none. */
  get isVisible() {
    return this.#inSight && this.#hasFrames;
  }

  get height() {
    return this.#size.height * Math.min(2, devicePixelRatio);
  }

  get hasLines() {
    return this.#info.lines.length > 0;
  }

  /** Where links of other views go, such as to an editor. */
  get tools() {
    return this.#tools;
  }

  setInfo(info) {
    this.#info = info;
    if (info.frame && !this.#hasPicture) {
      this.#shape(info.frame.width, info.frame.height);
    }
    this.#setHasFrames(info.frame !== null);
    if (this.#health === null) {
      this.#setState(info.state, info.since, null);
    }
  }

  /** @param health the camera as in /health */
  setHealth(health) {
    this.#health = health;
    this.#setState(health.state, health.since, health.lastError);
  }

  /** @param lines of the camera as in /tracks */
  setCounts(lines) {
    const total = (byLabel) => Object.values(byLabel).reduce((sum, n) => sum + n, 0);
    this.#counts = Object.fromEntries(lines.map((line) => [line.line, { in: total(line.in), out: total(line.out) }]));
  }

  /** Draws a picture and what was seen in it; without its number, what was seen last. */
  show({ bitmap, sequence }) {
    if (this.#canvas.width !== bitmap.width || this.#canvas.height !== bitmap.height) {
      this.#canvas.width = bitmap.width;
      this.#canvas.height = bitmap.height;
    }
    this.#shape(bitmap.width, bitmap.height);
    this.#context.drawImage(bitmap, 0, 0);
    bitmap.close();
    if (!this.#hasPicture) {
      this.#hasPicture = true;
      performance.mark('first-picture');
    }
    this.#sequence = sequence ?? live.latest(this.camera)?.sequence ?? null;
    this.redraw();
    this.#setState(this.#health?.state ?? this.#info.state, this.#health?.since, this.#health?.lastError);
  }

  /** The board has no picture for us. */
  failed(problem) {
    if (problem?.type === 'no-frame-yet') {
      this.#setHasFrames(false);
    }
  }

  /** What was seen in a frame is there, before or after its picture. */
  detected(seen) {
    if (this.#sequence === seen.sequence) {
      this.redraw();
    }
    this.#setHasFrames(true);
    this.#spark.push(seen.ageMs ?? 0);
    const now = performance.now();
    if (now - this.#lastText > TEXT_EVERY) {
      this.#lastText = now;
      this.#describe(seen);
    }
  }

  redraw() {
    if (this.#size.width > 0) {
      const seen = this.#hasPicture && this.#sequence !== null ? live.seenAt(this.camera, this.#sequence) : null;
      this.#overlay.draw(this.#size, seen, this.#info, this.#counts, this.#layers);
    }
  }

  #describe(seen) {
    this.#figures.hidden = seen.sequence === null;
    setText(this.#rate, seen.fps.actual.toFixed(1));
    setText(this.#target, seen.fps.target === null ? 'fps' : `/ ${trim(seen.fps.target)} fps`);
    setText(this.#latency, seen.ageMs === null ? '–' : milliseconds(seen.ageMs));
    const labels = new Map();
    seen.detections.forEach(({ label }) => labels.set(label, (labels.get(label) ?? 0) + 1));
    const words = [...labels].map(([label, number]) => count(number, label)).join(', ') || 'nothing in sight';
    const still = seen.motion?.state === 'still' ? 'still · ' : '';
    setText(this.#seen, still + words);
    setAttribute(this.#canvas, 'aria-label', `Live picture of ${this.camera}: ${words}`);
  }

  #setState(state, since, lastError) {
    setText(this.#state, state);
    setAttribute(this.#state, 'class', `chip ${CALM[state] ?? 'bad'}`);
    const lost = state !== 'running';
    const sentence = lastError ? `${lastError}${/[.!?]$/.test(lastError) ? '' : '.'}` : '';
    setText(this.#message, lost
      ? `${capital(state)}${since ? ` since ${time(since)}` : ''}. ${sentence}`.trim()
      : 'Waiting for the first picture');
    this.#message.hidden = !lost && this.#hasPicture;
    this.element.classList.toggle('lost', lost);
    if (!this.#hasPicture) {
      setAttribute(this.#canvas, 'aria-label', `No picture of ${this.camera}`);
    }
  }

  #setHasFrames(hasFrames) {
    if (this.#hasFrames !== hasFrames) {
      this.#hasFrames = hasFrames;
      this.#changed();
    }
  }

  #shape(width, height) {
    this.#stage.style.setProperty('--ratio', String(width / height));
  }

  #watch(signal) {
    const sight = new IntersectionObserver((entries) => {
      this.#inSight = entries.at(-1).isIntersecting;
      this.#changed();
    }, { rootMargin: '100px' });
    sight.observe(this.element);
    const resized = new ResizeObserver((entries) => {
      const { width, height } = entries.at(-1).contentRect;
      this.#size = { width, height };
      this.redraw();
      this.#changed();
    });
    resized.observe(this.#canvas);
    signal.addEventListener('abort', () => {
      sight.disconnect();
      resized.disconnect();
    });
  }

  #toggleFullScreen() {
    if (document.fullscreenElement) {
      document.exitFullscreen();
    } else {
      this.element.requestFullscreen();
    }
  }
}

function trim(number) {
  return Number(number.toFixed(1)).toString();
}
