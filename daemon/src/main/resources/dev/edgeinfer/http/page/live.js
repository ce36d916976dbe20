// What happens on the board, as it happens: one connection for the whole page.

import { get } from './api.js';
import { session } from './session.js';

const STATES = ['gpio', 'rules', 'armed', 'health', 'models'];

/** Detections that are kept of each camera, for pictures that come later than what was seen in them. */
const KEPT = 40;

/** How long a page that nobody sees stays connected: browsers allow six connections to a board. */
const HIDDEN_PATIENCE = 20_000;

const SHORTEST_PAUSE = 1000;
const LONGEST_PAUSE = 8000;

/**
 * Tells, as events of these types: `detections` (detail: camera, as in /detections), `event` (detail: a change of an event),
 * `gpio`, `rules`, `armed`, `health`, `models` (detail: what the path of this name answers), `cameras` (which there are, or their zones,
 * may have changed), `gap` (events were missed) and `connection` (detail: `connecting`, `open` or `lost`).
 */
class Live extends EventTarget {
  /** By name what was told last. */
  state = {};

  /** By camera the last ones, oldest first. */
  detections = new Map();

  connection = 'connecting';

  #source = null;
  #retry = 0;
  #pause = SHORTEST_PAUSE;
  #hidden = 0;
  #wanted = false;

  constructor() {
    super();
    document.addEventListener('visibilitychange', () => this.#visibilityChanged());
  }

  start() {
    if (!this.#wanted) {
      this.#wanted = true;
      this.#connect();
    }
  }

  /** Forgets what it has heard, too: the next one who logs in may see less. */
  stop() {
    this.#wanted = false;
    this.#disconnect();
    this.state = {};
    this.detections.clear();
    this.connection = 'connecting';
  }

  /** What was seen in a frame, or in the last one before it that is still known; null: nothing is. */
  seenAt(camera, sequence) {
    const known = this.detections.get(camera) ?? [];
    return known.findLast((seen) => seen.sequence <= sequence) ?? null;
  }

  latest(camera) {
    return this.detections.get(camera)?.at(-1) ?? null;
  }

  #connect() {
    this.#disconnect();
    const source = new EventSource('/detections/stream');
    this.#source = source;
    source.onopen = () => this.#opened();
    source.onerror = () => this.#failed(source);
    source.addEventListener('detections', (message) => this.#seen(JSON.parse(message.data)));
    source.addEventListener('event', (message) => this.#tell('event', JSON.parse(message.data)));
    source.addEventListener('gap', () => this.#tell('gap'));
    for (const name of STATES) {
      source.addEventListener(name, (message) => this.#stateChanged(name, JSON.parse(message.data)));
    }
  }

  #disconnect() {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
  }

  #opened() {
    const before = this.connection;
    this.#pause = SHORTEST_PAUSE;
    this.#setConnection('open');
    if (before === 'lost') {
      // Another process counts its frames anew.
      this.detections.clear();
      this.#tell('gap');
      this.#tell('cameras');
    }
  }

  /** The browser comes back by itself where a connection breaks, but not where an answer was no stream. */
  #failed(source) {
    if (source !== this.#source) {
      return;
    }
    this.#setConnection('lost');
    if (source.readyState === EventSource.CLOSED) {
      this.#disconnect();
      this.#retry = setTimeout(() => this.#askWhy(), this.#pause);
      this.#pause = Math.min(LONGEST_PAUSE, this.#pause * 2);
    }
  }

  /** It may be that we are to log in again, which the session tells to all who have to know. */
  async #askWhy() {
    try {
      await session.load();
    } catch {
      // The board is not back yet.
    }
    if (this.#wanted && this.#source === null) {
      this.#connect();
    }
  }

  #visibilityChanged() {
    clearTimeout(this.#hidden);
    if (document.hidden) {
      this.#hidden = setTimeout(() => this.#disconnect(), HIDDEN_PATIENCE);
    } else if (this.#wanted && this.#source === null) {
      this.connection = 'lost';
      this.#connect();
    }
  }

  #seen(camera) {
    const known = this.detections.get(camera.camera) ?? [];
    if (known.length > 0 && known.at(-1).sequence > camera.sequence) {
      known.length = 0;
    }
    known.push(camera);
    if (known.length > KEPT) {
      known.shift();
    }
    this.detections.set(camera.camera, known);
    this.#tell('detections', camera);
  }

  #stateChanged(name, document) {
    const before = this.state[name];
    this.state[name] = document;
    this.#tell(name, document);
    if (name === 'health' && before && names(before.cameras) !== names(document.cameras)) {
      this.#tell('cameras');
    }
  }

  #setConnection(connection) {
    if (this.connection !== connection) {
      this.connection = connection;
      this.#tell('connection', connection);
    }
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** Listens, calls at once with what is known already, and listens no more once the signal says so. */
  follow(name, signal, listener) {
    this.addEventListener(name, (event) => listener(event.detail), { signal });
    if (this.state[name] !== undefined) {
      listener(this.state[name]);
    }
  }

  /** Asks for a state at once, after something was changed by us or where the stream does not tell it. */
  async refresh(name) {
    this.#stateChanged(name, await get(`/${name}`));
  }
}

function names(cameras) {
  return cameras.map((camera) => camera.camera).join('/');
}

export const live = new Live();
