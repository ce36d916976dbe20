// What happened: the last events with their pictures, as they come.

import { at, get } from './api.js';
import { h, panel, setAttribute, setText, showList } from './dom.js';
import { duration, fullTime, percent, time, words } from './format.js';
import { icon } from './icons.js';
import { live } from './live.js';
import { notice } from './notices.js';

const PAGE = 20;
const MOST = 200;

export function eventsPanel(signal) {
  const list = h('ol', { class: 'events' });
  const empty = h('p', { class: 'empty' }, 'Nothing has happened yet. An event begins when a camera follows something for the first time.');
  const camera = h('select', { 'aria-label': 'Events of which camera', hidden: true, onchange: () => load() }, h('option', { value: '' }, 'All cameras'));
  const label = h('select', { 'aria-label': 'Events of what', onchange: () => load() }, h('option', { value: '' }, 'Everything'));
  const older = h('button', { type: 'button', class: 'quiet wide', onclick: () => load(next) }, 'Older');
  const { element, body } = panel('Events', { class: 'events-panel' }, h('span', { class: 'panel-tools' }, camera, label));
  const details = new EventDialog();
  body.append(empty, list, older, details.element);

  let events = [];
  let next = null;
  let loads = 0;

  async function load(cursor = null) {
    loads += 1;
    const mine = loads;
    const query = new URLSearchParams({ limit: PAGE });
    for (const [name, value] of Object.entries({ camera: camera.value, label: label.value, cursor })) {
      if (value) {
        query.set(name, value);
      }
    }
    try {
      const page = await get(`/events?${query}`, { signal });
      if (mine === loads) {
        events = cursor ? [...events, ...page.events] : page.events;
        next = page.next;
        page.events.forEach((event) => offer(label, event.label));
        draw();
      }
    } catch (e) {
      if (!signal.aborted && e.status !== 401 && e.status !== 0) {
        notice(`Events: ${e.message}`, 'failed');
      }
    }
  }

  function changed(change) {
    offer(label, change.label);
    if ((camera.value && camera.value !== change.camera) || (label.value && label.value !== change.label)) {
      return;
    }
    const known = events.findIndex((event) => event.id === change.id);
    if (known >= 0) {
      events[known] = change;
    } else if (change.phase !== 'end' || events.length === 0 || change.startedAt >= events[0].startedAt) {
      events.unshift(change);
      events.length = Math.min(events.length, MOST);
    }
    draw();
  }

  function draw() {
    empty.hidden = events.length > 0;
    older.hidden = !next || events.length >= MOST;
    showList(list, events, (event) => event.id, () => eventItem(details), (item, event) => item.update(event));
  }

  live.addEventListener('event', (event) => changed(event.detail), { signal });
  live.addEventListener('gap', () => load(), { signal });
  load();
  return {
    element,
    setCameras(names) {
      setAttribute(camera, 'hidden', names.length < 2);
      names.forEach((name) => offer(camera, name));
    },
    reload: () => load(),
  };

  /** Puts a word among those that can be chosen. */
  function offer(select, value) {
    if (![...select.options].some((option) => option.value === value)) {
      select.append(h('option', { value }, value));
    }
  }
}

function eventItem(details) {
  const picture = h('img', { class: 'event-picture', alt: '', loading: 'lazy', decoding: 'async', width: 96, height: 64 });
  const title = h('span', { class: 'event-title' });
  const when = h('time', { class: 'event-when' });
  const more = h('span', { class: 'event-more' });
  const button = h('button', { type: 'button', class: 'event' }, h('span', { class: 'event-frame' }, picture), h('span', { class: 'event-text' }, title, when, more));
  const item = h('li', {}, button);
  let shown = null;
  let broken = false;
  picture.addEventListener('error', () => {
    broken = true;
    picture.hidden = true;
  });
  button.addEventListener('click', () => details.open(shown));
  item.update = (event) => {
    const before = shown;
    shown = event;
    details.update(event);
    setText(title, `${event.label} ${percent(event.topScore)}`);
    const lasted = event.endedAt ? ` · ${duration(Date.parse(event.endedAt) - Date.parse(event.startedAt))}` : '';
    setText(when, time(event.startedAt) + lasted);
    when.dateTime = event.startedAt;
    setText(more, [event.camera, ...event.zones].join(' · '));
    item.classList.toggle('current', !event.endedAt);
    const better = before && (before.topScore !== event.topScore || (before.endedAt === null) !== (event.endedAt === null));
    if (event.hasSnapshot && (!before?.hasSnapshot || better || broken)) {
      broken = false;
      picture.src = pictureOf(event, 144);
    }
    picture.hidden = !event.hasSnapshot || broken;
    const { box, frame } = event;
    picture.style.objectPosition = `${percentOf(box.x + box.width / 2, frame.width)} ${percentOf(box.y + box.height / 2, frame.height)}`;
  };
  return item;
}

/** A better picture of the same event has another address, so that the browser asks for it. */
function pictureOf(event, height) {
  return at('/events/', event.id, `/snapshot.jpg?height=${height}&_=${Math.round(event.topScore * 1e4)}${event.endedAt ? 'e' : ''}`);
}

function percentOf(value, whole) {
  return `${Math.round(Math.min(1, Math.max(0, value / whole)) * 100)}%`;
}

/** One event as large as the window. */
class EventDialog {
  #id = null;
  #picture = h('img', { class: 'dialog-picture', alt: '' });
  #none = h('p', { class: 'empty' }, 'No picture of this event is kept.');
  #title = h('h2', { id: 'event-title' });
  #facts = h('dl', { class: 'facts' });
  element = h('dialog', { class: 'dialog', 'aria-labelledby': 'event-title' },
    h('div', { class: 'dialog-head' }, this.#title, h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close', onclick: () => this.element.close() }, icon('close'))),
    this.#picture, this.#none, this.#facts);

  constructor() {
    this.element.addEventListener('click', (event) => event.target === this.element && this.element.close());
  }

  open(event) {
    this.#id = event.id;
    this.#fill(event);
    this.element.showModal();
  }

  /** Keeps up with an event that is shown while it lasts. */
  update(event) {
    if (this.element.open && event.id === this.#id) {
      this.#fill(event);
    }
  }

  #fill(event) {
    setText(this.#title, `${event.label} at ${event.camera}`);
    this.#picture.hidden = !event.hasSnapshot;
    this.#none.hidden = event.hasSnapshot;
    if (event.hasSnapshot) {
      setAttribute(this.#picture, 'src', pictureOf(event, 1080));
      this.#picture.alt = `The best picture of ${event.label} at ${event.camera}`;
    } else {
      this.#picture.removeAttribute('src');
    }
    const facts = [
      ['Began', fullTime(event.startedAt)],
      ['Ended', event.endedAt ? `${fullTime(event.endedAt)} (${words(event.endReason)})` : 'still there'],
      ['Best score', percent(event.topScore)],
      ['Zones', event.zones.join(', ') || 'none'],
      ['Track', String(event.track)],
      ['Id', event.id],
    ];
    this.#facts.replaceChildren(...facts.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));
  }
}
