// Which camera shows a stream, which one single pictures, which nothing: a browser has six connections to a board, one of them
// for events and two for everything else.

import { Problem, at, send } from './api.js';
import { live } from './live.js';
import { readPictures } from './picture-stream.js';

const MOST_STREAMS = 3;
const FPS = 12;

/** The board sends the last picture again every five seconds. */
const PATIENCE = 13_000;

const SHORTEST_PAUSE = 500;
const LONGEST_PAUSE = 5000;

/** Between two single pictures of one camera. */
const SINGLE_EVERY = 1000;

/** Steps, so that all who look at a camera in about the same size share its pictures. */
const HEIGHTS = [180, 270, 360, 480, 720, 1080];

/**
 * A view of a camera, as the plan sees it: `camera`, `isVisible`, `height` (pixels of the screen), `show({bitmap, sequence})`, where
 * sequence is null if not known, and `failed(problem)`.
 */
export class PicturePlan {
  #views = [];
  #running = new Map();
  #isLost = false;
  #signal;

  constructor(signal) {
    this.#signal = signal;
    document.addEventListener('visibilitychange', () => this.update(), { signal });
    live.addEventListener('connection', (event) => this.#connectionChanged(event.detail), { signal });
    signal.addEventListener('abort', () => this.#stopAll());
  }

  setViews(views) {
    this.#views = views;
    this.update();
  }

  /** To be called when a view has come into sight or left it, or has another size. */
  update() {
    const shown = document.hidden ? [] : this.#views.filter((view) => view.isVisible);
    // Who has a stream keeps it as long as it is in sight.
    const streaming = (view) => this.#running.get(view)?.kind.startsWith('stream') ?? false;
    const first = [...shown.filter(streaming), ...shown.filter((view) => !streaming(view))].slice(0, MOST_STREAMS);
    const wanted = new Map(shown.map((view) => [view, first.includes(view) ? `stream ${heightFor(view)}` : 'single']));
    for (const [view, job] of this.#running) {
      if (wanted.get(view) !== job.kind) {
        job.stop.abort();
        this.#running.delete(view);
      }
    }
    for (const [view, kind] of wanted) {
      if (!this.#running.has(view)) {
        const job = { kind, stop: new AbortController() };
        this.#running.set(view, job);
        this.#run(view, kind, job.stop.signal);
      }
    }
  }

  async #run(view, kind, signal) {
    let pause = SHORTEST_PAUSE;
    const show = (picture) => {
      if (!signal.aborted) {
        pause = SHORTEST_PAUSE;
        view.show(picture);
      }
    };
    while (!signal.aborted) {
      try {
        if (kind === 'single') {
          await single(view, signal, show);
          await sleep(SINGLE_EVERY, signal);
        } else {
          await readPictures(at('/cameras/', view.camera, `/stream.mjpeg?fps=${FPS}&height=${heightFor(view)}&quality=75`), signal, PATIENCE, show);
          await sleep(pause, signal);
        }
      } catch (e) {
        if (!signal.aborted) {
          view.failed(e instanceof Problem ? e : null);
          await sleep(pause, signal);
          pause = Math.min(LONGEST_PAUSE, pause * 2);
        }
      }
    }
  }

  /** When the board is back nobody waits for the end of a pause. */
  #connectionChanged(connection) {
    if (connection === 'open' && this.#isLost) {
      this.#stopAll();
      this.update();
    }
    this.#isLost = connection === 'lost';
  }

  #stopAll() {
    this.#running.forEach((job) => job.stop.abort());
    this.#running.clear();
  }
}

async function single(view, signal, show) {
  const response = await send('GET', at('/cameras/', view.camera, `/snapshot.jpg?height=${heightFor(view)}&quality=75`), { signal });
  show({ bitmap: await createImageBitmap(await response.blob()), sequence: null });
}

function heightFor(view) {
  return HEIGHTS.find((height) => height >= view.height * 0.9) ?? HEIGHTS.at(-1);
}

/** Ends early, and without an error, when the signal says so. */
function sleep(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}
