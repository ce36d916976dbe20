// What the board sees and does, now.

import { get } from './api.js';
import { boardPanel } from './board-panel.js';
import { CameraCard } from './camera-card.js';
import { h, setAttribute } from './dom.js';
import { eventsPanel } from './events-panel.js';
import { linesPanel } from './lines-panel.js';
import { live } from './live.js';
import { modelPanel } from './model-panel.js';
import { PicturePlan } from './picture-plan.js';
import { rulesPanel } from './rules-panel.js';
import { remember, setting } from './settings.js';

export const title = 'Live';

const LAYERS = { boxes: 'Boxes', zones: 'Zones', tracks: 'Tracks' };
const COUNTS_EVERY = 3000;

/** Shape of all stages, so that cards stand in rows: that of most cameras, as far as it is a landscape. */
function stageRatio(cameras) {
  const ratios = cameras.filter((camera) => camera.frame).map(({ frame }) => frame.width / frame.height);
  if (cameras.length === 1 && ratios.length === 1) {
    return ratios[0];
  }
  const sorted = ratios.sort((a, b) => a - b);
  return Math.min(16 / 9, Math.max(4 / 3, sorted[Math.floor(sorted.length / 2)] ?? 4 / 3));
}

/** @param context `cardTools`: functions that make a link for a camera's card */
export function mount(root, signal, { cardTools }) {
  const layers = setting('layers', { boxes: true, zones: true, tracks: true });
  const grid = h('div', { class: 'cameras' });
  const cards = new Map();
  const plan = new PicturePlan(signal);
  const events = eventsPanel(signal);
  const empty = h('p', { class: 'empty', hidden: true }, 'There are no cameras. Add one under ', h('code', {}, 'cameras:'), ' of the configuration.');

  root.append(
    h('h1', { class: 'visually-hidden' }, 'Live'),
    h('div', { class: 'layout' },
      h('section', { class: 'cameras-section', 'aria-label': 'Cameras' },
        h('div', { class: 'section-head' }, h('h2', {}, 'Cameras'), layerButtons()), empty, grid),
      events.element,
      h('div', { class: 'panels' }, rulesPanel(signal).element, linesPanel(signal).element, modelPanel(signal).element, boardPanel(signal).element)));

  function layerButtons() {
    return h('div', { class: 'segments', role: 'group', 'aria-label': 'What is drawn over the pictures' },
      ...Object.entries(LAYERS).map(([name, text]) => {
        const button = h('button', { type: 'button', 'aria-pressed': String(layers[name]) }, text);
        button.addEventListener('click', () => {
          layers[name] = !layers[name];
          remember('layers', layers);
          setAttribute(button, 'aria-pressed', String(layers[name]));
          cards.forEach((card) => card.redraw());
        });
        return button;
      }));
  }

  async function loadCameras() {
    const { cameras } = await get('/cameras', { signal });
    const names = cameras.map((camera) => camera.camera);
    for (const [name, card] of cards) {
      if (!names.includes(name)) {
        card.remove();
      }
    }
    for (const info of cameras) {
      if (cards.has(info.camera)) {
        cards.get(info.camera).setInfo(info);
      } else {
        addCard(info);
      }
    }
    grid.append(...names.map((name) => cards.get(name).element).filter((element, i) => grid.children[i] !== element));
    setAttribute(grid, 'data-count', Math.min(cards.size, 5));
    grid.style.setProperty('--stage-ratio', String(stageRatio(cameras)));
    empty.hidden = cards.size > 0;
    events.setCameras(names);
    plan.setViews([...cards.values()]);
  }

  function addCard(info) {
    const own = new AbortController();
    const card = new CameraCard(info, layers, AbortSignal.any([signal, own.signal]), () => plan.update());
    card.remove = () => {
      own.abort();
      card.element.remove();
      cards.delete(info.camera);
    };
    cardTools.forEach((make) => card.tools.prepend(make(info.camera)));
    cards.set(info.camera, card);
    live.detections.get(info.camera)?.slice(-1).forEach((seen) => card.detected(seen));
  }

  /** Pictures of a board that is gone are of the past. */
  function drawConnection() {
    root.classList.toggle('offline', live.connection === 'lost');
  }

  live.addEventListener('connection', drawConnection, { signal });
  drawConnection();

  const tryLoad = () => loadCameras().catch(() => {});
  live.addEventListener('cameras', tryLoad, { signal });
  live.addEventListener('detections', ({ detail }) => cards.get(detail.camera)?.detected(detail), { signal });
  live.follow('health', signal, (health) => health.cameras?.forEach((camera) => cards.get(camera.camera)?.setHealth(camera)));

  /** Crossings are counted by the board, and told by /tracks alone. */
  const counts = setInterval(async () => {
    if (document.hidden || ![...cards.values()].some((card) => card.hasLines)) {
      return;
    }
    const { cameras } = await get('/tracks', { signal }).catch(() => ({ cameras: [] }));
    cameras.forEach((camera) => cards.get(camera.camera)?.setCounts(camera.lines));
  }, COUNTS_EVERY);
  signal.addEventListener('abort', () => clearInterval(counts));

  // A page that came up before its board was ready tries again with the connection.
  loadCameras().catch(() => live.addEventListener('connection', tryLoad, { signal, once: true }));
}
