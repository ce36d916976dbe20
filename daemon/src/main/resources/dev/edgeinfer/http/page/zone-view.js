// Edits the zones and lines of a camera on its picture, and writes them into the configuration.

import { at, get, send } from './api.js';
import { h, setAttribute, setText } from './dom.js';
import { changesText, drafts, loadStyle } from './editing.js';
import { allow, attempt, notice } from './notices.js';
import { session } from './session.js';
import { ShapeCanvas } from './shape-canvas.js';
import { ShapeList } from './shape-list.js';
import { documentOf, freeName, nameProblem, shapesOf } from './shape.js';

export const title = 'Zones and lines';

const PICTURE_EVERY = 1000;

/** @param parameter name of the camera */
export async function mount(root, signal, context, camera) {
  await loadStyle();
  if (!signal.aborted) {
    new ZoneView(root, signal, camera).begin();
  }
}

class ZoneView {
  #camera;
  #signal;
  #canvas;
  #list;
  #shapes = [];
  #etag = null;
  #selected = null;
  #pending = null;
  #isChanged = false;
  #state = h('span', { class: 'chip', role: 'status' });
  #conflict = h('div', { class: 'conflict', role: 'alert', hidden: true });
  #empty = h('p', { class: 'empty' }, 'There are no zones or lines. Draw one, then let a rule ask for it.');
  #addZone = this.#button('Draw zone', () => this.#draw('zone', null));
  #addLine = this.#button('Draw line', () => this.#draw('line', null));
  #discard = this.#button('Discard', () => this.#load());
  #save = h('button', { type: 'button', class: 'primary' }, 'Save');

  constructor(root, signal, camera) {
    this.#camera = camera;
    this.#signal = signal;
    this.#canvas = new ShapeCanvas(signal);
    this.#list = new ShapeList({
      select: (shape) => this.#select(shape),
      change: () => this.#changed(),
      redraw: (shape) => this.#draw(shape.kind, shape),
      remove: (shape) => this.#remove(shape),
    });
    this.#save.addEventListener('click', () => attempt(this.#save, () => this.#write()));
    this.#canvas.addEventListener('select', ({ detail }) => this.#select(detail));
    this.#canvas.addEventListener('change', () => this.#changed());
    this.#canvas.addEventListener('drawn', ({ detail }) => this.#drawn(detail));
    window.addEventListener('beforeunload', (event) => this.#isChanged && event.preventDefault(), { signal });
    root.append(
      h('div', { class: 'editor-head' }, h('h1', {}, `Zones and lines of ${camera}`), this.#state, this.#addZone, this.#addLine, this.#discard, this.#save),
      this.#conflict,
      h('div', { class: 'editor' }, this.#canvas.element,
        h('section', { class: 'panel', 'aria-label': 'Zones and lines' }, h('div', { class: 'panel-body' }, this.#empty, this.#list.element))));
  }

  async begin() {
    this.#allow();
    this.#showPictures();
    this.#list.setLabels(await seenLabels(this.#signal).catch(() => []));
    const draft = drafts.get(this.#key);
    if (draft) {
      this.#set(draft.shapes, draft.etag, true);
      notice('Your changes of before are still here; they are not saved yet');
      return;
    }
    await this.#load();
  }

  get #key() {
    return `zones ${this.#camera}`;
  }

  #button(text, work) {
    return h('button', { type: 'button', class: 'quiet', onclick: () => work() }, text);
  }

  async #read() {
    const response = await send('GET', at('/cameras/', this.#camera, '/zones'), { signal: this.#signal });
    return { etag: response.headers.get('ETag'), shapes: shapesOf(await response.json()) };
  }

  async #load() {
    try {
      const { shapes, etag } = await this.#read();
      this.#set(shapes, etag, false);
    } catch (e) {
      if (e.name !== 'AbortError') {
        this.#say(`${e.message}.`, this.#button('Try again', () => this.#load()));
      }
    }
  }

  #set(shapes, etag, isChanged) {
    this.#shapes = shapes;
    this.#etag = etag;
    this.#selected = null;
    this.#conflict.hidden = true;
    this.#list.setErrors([]);
    this.#mark(isChanged);
    this.#show();
  }

  #mark(isChanged) {
    this.#isChanged = isChanged;
    setText(this.#state, isChanged ? 'not saved' : 'saved');
    setAttribute(this.#state, 'class', `chip ${isChanged ? 'wait' : 'good'}`);
    if (isChanged) {
      drafts.set(this.#key, { shapes: this.#shapes, etag: this.#etag });
    } else {
      drafts.delete(this.#key);
    }
    this.#allow();
  }

  #allow() {
    const obstacle = session.obstacle('admin');
    [this.#addZone, this.#addLine].forEach((button) => allow(button, obstacle));
    allow(this.#discard, this.#isChanged ? null : 'Nothing has changed');
    allow(this.#save, obstacle ?? (this.#isChanged ? null : 'Nothing has changed'));
  }

  #show() {
    this.#canvas.show(this.#shapes, this.#selected);
    this.#list.show(this.#shapes, this.#selected);
    this.#empty.hidden = this.#shapes.length > 0;
  }

  #select(shape) {
    if (shape !== this.#selected) {
      this.#selected = shape;
      this.#show();
    }
  }

  #changed() {
    this.#mark(true);
    this.#show();
  }

  #draw(kind, shape) {
    if (session.obstacle('admin')) {
      notice(session.obstacle('admin'), 'failed');
      return;
    }
    this.#pending = { kind, shape };
    this.#canvas.draw(kind);
    this.#canvas.element.scrollIntoView({ block: 'nearest' });
  }

  #drawn(points) {
    const { kind, shape } = this.#pending;
    if (points === null) {
      return;
    }
    if (shape) {
      shape.points = points;
      this.#selected = shape;
    } else {
      this.#selected = { kind, name: freeName(kind, this.#shapes), points, options: {}, file: null };
      this.#shapes.push(this.#selected);
    }
    this.#changed();
    this.#list.focusName(this.#selected);
  }

  #remove(shape) {
    this.#shapes.splice(this.#shapes.indexOf(shape), 1);
    this.#selected = null;
    this.#changed();
  }

  async #write(etag = this.#etag) {
    const wrong = this.#shapes.find((shape) => !shape.file && nameProblem(shape, this.#shapes));
    if (wrong) {
      this.#select(wrong);
      this.#list.focusName(wrong);
      throw new Error(nameProblem(wrong, this.#shapes));
    }
    try {
      const response = await send('PUT', at('/cameras/', this.#camera, '/zones'), { body: documentOf(this.#shapes), headers: { 'If-Match': etag } });
      const result = await response.json();
      this.#etag = result.etag;
      this.#conflict.hidden = true;
      this.#list.setErrors([]);
      this.#mark(false);
      this.#show();
      notice(changesText(result));
    } catch (e) {
      this.#refused(e);
    }
  }

  #refused(problem) {
    if (problem.type === 'config-changed') {
      this.#say('The configuration was changed elsewhere meanwhile.',
        this.#button('Take what is there now', () => this.#load()),
        this.#button('Save mine over it', () => attempt(this.#save, async () => this.#write((await this.#read()).etag))));
    } else if (problem.members?.errors) {
      this.#list.setErrors(problem.members.errors);
      this.#list.show(this.#shapes, this.#selected);
      throw new Error(problem.members.errors[0].message);
    } else {
      throw problem;
    }
  }

  #say(text, ...buttons) {
    this.#conflict.replaceChildren(h('span', {}, text), ...buttons);
    this.#conflict.hidden = false;
  }

  /** The camera goes on while its zones are drawn; a picture that does not come leaves the last one. */
  #showPictures() {
    const next = async () => {
      if (this.#signal.aborted) {
        return;
      }
      if (!document.hidden) {
        await this.#canvas.showPicture(at('/cameras/', this.#camera, '/snapshot.jpg'), this.#signal).catch(() => {});
      }
      setTimeout(next, PICTURE_EVERY);
    };
    next();
  }
}

/** The labels that were seen lately: more than these nobody is likely to want. */
async function seenLabels(signal) {
  const { events } = await get('/events?limit=200', { signal });
  return [...new Set(events.map((event) => event.label))].sort();
}
