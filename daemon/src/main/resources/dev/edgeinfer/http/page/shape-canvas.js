// The picture of a camera with zones and lines on it that can be drawn, dragged, and moved by keys.

import { send } from './api.js';
import { h, setAttribute, setText, svg } from './dom.js';
import { percent } from './format.js';
import { KINDS, rounded, usualPoints } from './shape.js';

/** How near to the first corner a click has to be, in pixels, to close an area. */
const NEAR = 12;

const STEP = 0.01;
const SMALL_STEP = 0.002;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Tells `select` with a shape or null, `change` with the shape that has moved, and `drawn` with the points of a new one, or null. */
export class ShapeCanvas extends EventTarget {
  #canvas = h('canvas', { class: 'picture', role: 'img', 'aria-label': 'Picture of the camera', width: 640, height: 480 });
  #drawing = svg('svg', { class: 'overlay shape-canvas', role: 'group', 'aria-label': 'Zones and lines' });
  #fit = h('div', { class: 'stage-fit' }, this.#canvas, this.#drawing);
  #hint = h('p', { class: 'stage-message', hidden: true });
  #shapes = [];
  #selected = null;
  #drawn = null;
  #size = { width: 1, height: 1 };
  #grip = null;
  element = h('div', { class: 'stage' }, this.#fit, this.#hint);

  constructor(signal) {
    super();
    const resized = new ResizeObserver(() => this.#resize());
    resized.observe(this.#fit);
    signal.addEventListener('abort', () => resized.disconnect());
    this.#drawing.addEventListener('pointerdown', (event) => this.#press(event));
    this.#drawing.addEventListener('pointermove', (event) => this.#move(event));
    this.#drawing.addEventListener('pointerup', () => this.#release());
    this.#drawing.addEventListener('pointercancel', () => this.#release());
    this.#drawing.addEventListener('dblclick', () => this.finish());
    this.#drawing.addEventListener('keydown', (event) => this.#key(event));
    document.addEventListener('keydown', (event) => this.#drawingKey(event), { signal });
  }

  /** @param path of a picture in the API; one that comes keeps the shapes where they are, since these are parts of it */
  async showPicture(path, signal) {
    const response = await send('GET', path, { signal });
    const picture = await createImageBitmap(await response.blob());
    this.#canvas.width = picture.width;
    this.#canvas.height = picture.height;
    this.#canvas.getContext('2d').drawImage(picture, 0, 0);
    this.element.style.setProperty('--ratio', picture.width / picture.height);
    picture.close();
  }

  /** @param selected one of the shapes, or null */
  show(shapes, selected) {
    this.#shapes = shapes;
    this.#selected = selected;
    this.#redraw();
  }

  /** Has the user draw; what comes of it is told as `drawn`. */
  draw(kind) {
    this.#drawn = { kind, points: [], pointer: null };
    const finish = kind === 'line' ? 'Click where it begins and where it ends.' : 'Click its corners; click the first one again, or press Enter, to close it.';
    setText(this.#hint, `${finish} Enter at once takes a shape in the middle, Escape none.`);
    this.#hint.hidden = false;
    this.#redraw();
  }

  get isDrawing() {
    return this.#drawn !== null;
  }

  /** Ends drawing with what there is, or with the usual shape when there is too little. */
  finish() {
    if (this.#drawn) {
      const { kind, points } = this.#drawn;
      this.#end(points.length >= KINDS[kind].least ? points : usualPoints(kind));
    }
  }

  cancel() {
    if (this.#drawn) {
      this.#end(null);
    }
  }

  #end(points) {
    this.#drawn = null;
    this.#hint.hidden = true;
    this.#tell('drawn', points);
    this.#redraw();
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #resize() {
    this.#size = { width: this.#fit.clientWidth || 1, height: this.#fit.clientHeight || 1 };
    setAttribute(this.#drawing, 'viewBox', `0 0 ${this.#size.width} ${this.#size.height}`);
    this.#redraw();
  }

  #partOf(event) {
    const place = this.#drawing.getBoundingClientRect();
    return [(event.clientX - place.left) / place.width, (event.clientY - place.top) / place.height];
  }

  #press(event) {
    if (event.button !== 0) {
      return;
    }
    event.preventDefault();
    const point = this.#partOf(event);
    if (this.#drawn) {
      this.#addDrawn(rounded(point));
      return;
    }
    const { shape: index, corner, between } = event.target.dataset;
    const shape = index === undefined ? null : this.#shapes[index];
    if (shape !== this.#selected) {
      this.#selected = shape;
      this.#tell('select', shape);
    }
    if (!shape || shape.file) {
      this.#redraw();
      return;
    }
    if (between !== undefined) {
      shape.points.splice(Number(between) + 1, 0, rounded(point));
      this.#changed(shape);
      this.#grip = { shape, corner: Number(between) + 1 };
    } else {
      this.#grip = { shape, corner: corner === undefined ? null : Number(corner), from: point, before: shape.points.map((each) => [...each]) };
    }
    this.#drawing.setPointerCapture(event.pointerId);
    this.#redraw();
  }

  #addDrawn(point) {
    const { kind, points } = this.#drawn;
    const first = points[0];
    const closes = first && points.length >= KINDS[kind].least
      && Math.hypot((point[0] - first[0]) * this.#size.width, (point[1] - first[1]) * this.#size.height) < NEAR;
    const last = points.at(-1);
    if (!closes && !(last && last[0] === point[0] && last[1] === point[1])) {
      points.push(point);
    }
    if (closes || points.length === KINDS[kind].most) {
      this.finish();
    } else {
      this.#redraw();
    }
  }

  #move(event) {
    const point = this.#partOf(event);
    if (this.#drawn) {
      this.#drawn.pointer = rounded(point);
      this.#redraw();
      return;
    }
    if (!this.#grip) {
      return;
    }
    const { shape, corner, from, before } = this.#grip;
    if (corner === null) {
      const within = (axis) => {
        const values = before.map((each) => each[axis]);
        return Math.min(1 - Math.max(...values), Math.max(-Math.min(...values), point[axis] - from[axis]));
      };
      const [dx, dy] = [within(0), within(1)];
      shape.points = before.map(([x, y]) => rounded([x + dx, y + dy]));
    } else {
      shape.points[corner] = rounded(point);
    }
    this.#changed(shape);
  }

  #release() {
    this.#grip = null;
  }

  #changed(shape) {
    this.#tell('change', shape);
    this.#redraw();
  }

  /** Keys on a corner: arrows move it, Delete removes it, Insert puts another one behind it. */
  #key(event) {
    const { shape: index, corner } = event.target.dataset;
    if (corner === undefined || this.#drawn) {
      return;
    }
    const shape = this.#shapes[index];
    const at = Number(corner);
    if (shape.file) {
      return;
    }
    const direction = ARROWS[event.key];
    if (direction) {
      const step = event.shiftKey ? SMALL_STEP : STEP;
      shape.points[at] = rounded(shape.points[at].map((value, axis) => value + direction[axis] * step));
    } else if (event.key === 'Delete' && shape.points.length > KINDS[shape.kind].least) {
      shape.points.splice(at, 1);
    } else if (event.key === 'Insert' && shape.points.length < KINDS[shape.kind].most) {
      const next = shape.points[(at + 1) % shape.points.length];
      shape.points.splice(at + 1, 0, rounded([(shape.points[at][0] + next[0]) / 2, (shape.points[at][1] + next[1]) / 2]));
    } else {
      return;
    }
    event.preventDefault();
    this.#changed(shape);
    this.#drawing.querySelector(`[data-shape="${index}"][data-corner="${Math.min(at, shape.points.length - 1)}"]`)?.focus();
  }

  #drawingKey(event) {
    if (!this.#drawn || event.target.closest?.('input, select')) {
      return;
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      this.finish();
    } else if (event.key === 'Escape') {
      this.cancel();
    }
  }

  #redraw() {
    const { width, height } = this.#size;
    const px = ([x, y]) => `${(x * width).toFixed(1)},${(y * height).toFixed(1)}`;
    const focused = document.activeElement?.dataset ?? {};
    const children = this.#shapes.map((shape, index) => this.#shapeElement(shape, index, px));
    if (this.#drawn) {
      const points = [...this.#drawn.points, ...(this.#drawn.pointer ? [this.#drawn.pointer] : [])];
      children.push(svg('polyline', { class: 'drawn', points: points.map(px).join(' ') }),
        ...this.#drawn.points.map((point) => svg('circle', { class: 'drawn-corner', cx: point[0] * width, cy: point[1] * height, r: 5 })));
    }
    this.#drawing.replaceChildren(...children);
    setAttribute(this.#drawing, 'class', `overlay shape-canvas${this.#drawn ? ' drawing' : ''}`);
    if (focused.corner !== undefined) {
      this.#drawing.querySelector(`[data-shape="${focused.shape}"][data-corner="${focused.corner}"]`)?.focus();
    }
  }

  #shapeElement(shape, index, px) {
    const points = shape.points.map(px).join(' ');
    const own = { 'data-shape': index };
    const selected = shape === this.#selected;
    const group = svg('g', { class: `shape ${shape.kind}${selected ? ' selected' : ''}${shape.file ? ' locked' : ''}` },
      shape.kind === 'zone'
        ? svg('polygon', { ...own, class: 'area', points })
        : svg('g', {}, svg('polyline', { ...own, class: 'grab', points }), svg('polyline', { ...own, class: 'edge', points }), svg('polygon', { ...own, class: 'inwards', points: this.#inwards(shape) })));
    const [x, y] = shape.kind === 'zone'
      ? shape.points.reduce((best, point) => (point[1] < best[1] ? point : best))
      : shape.points[0];
    group.append(svg('text', { class: 'name', x: Math.min(x * this.#size.width + 6, this.#size.width - 60), y: Math.min(y * this.#size.height + 18, this.#size.height - 6) }, shape.name));
    if (selected && !shape.file) {
      group.append(...this.#handles(shape, own));
    }
    return group;
  }

  #handles(shape, own) {
    const { width, height } = this.#size;
    const isZone = shape.kind === 'zone';
    const between = isZone
      ? shape.points.map((point, i) => {
        const next = shape.points[(i + 1) % shape.points.length];
        return svg('circle', { ...own, class: 'between', 'data-between': i, cx: ((point[0] + next[0]) / 2) * width, cy: ((point[1] + next[1]) / 2) * height, r: 5 });
      })
      : [];
    const corners = shape.points.map((point, i) => svg('circle', {
      ...own,
      class: 'corner',
      'data-corner': i,
      cx: point[0] * width,
      cy: point[1] * height,
      r: 8,
      tabindex: 0,
      role: 'button',
      'aria-label': `${isZone ? `Corner ${i + 1}` : ['Begin', 'End'][i]} of ${shape.name}: ${percent(point[0])} from the left, ${percent(point[1])} from the top`,
      'aria-description': `Arrow keys move it${isZone ? ', Insert adds a corner, Delete removes it' : ''}`,
    }));
    return [...between, ...corners];
  }

  /** An arrow on the middle of a line to the side that is in: the right one of who looks along it. */
  #inwards({ points }) {
    const [[x1, y1], [x2, y2]] = points.map(([x, y]) => [x * this.#size.width, y * this.#size.height]);
    const length = Math.hypot(x2 - x1, y2 - y1) || 1;
    const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
    const [cx, cy] = [(x1 + x2) / 2, (y1 + y2) / 2];
    return [[cx - dx * 9, cy - dy * 9], [cx + dx * 9, cy + dy * 9], [cx - dy * 18, cy + dx * 18]].map((point) => point.map((value) => value.toFixed(1)).join(',')).join(' ');
  }
}
