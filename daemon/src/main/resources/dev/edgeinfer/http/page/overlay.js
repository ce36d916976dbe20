// What was seen, drawn over a picture as SVG in pixels of the screen, so that lines and texts are sharp at every size.

import { setAttribute, setText, svg } from './dom.js';
import { percent } from './format.js';

const COLOURS = 8;
const FONT = '600 12px system-ui, sans-serif';

/** How long the path of an object stays, and how many points of it. */
const TRAIL_MILLIS = 4000;
const TRAIL_POINTS = 60;

const measure = document.createElement('canvas').getContext('2d');
const widths = new Map();

function textWidth(text) {
  if (!widths.has(text)) {
    if (widths.size > 500) {
      widths.clear();
    }
    measure.font = FONT;
    widths.set(text, measure.measureText(text).width);
  }
  return widths.get(text);
}

/** Which layers are drawn: `boxes`, `zones` and `tracks`. */
export class Overlay {
  #zones = svg('g', { class: 'zones' });
  #trails = svg('g', { class: 'trails' });
  #boxes = svg('g', { class: 'boxes' });
  #paths = new Map();
  #lastSequence = -1;
  element = svg('svg', { class: 'overlay', 'aria-hidden': 'true' }, this.#zones, this.#trails, this.#boxes);

  /**
   * @param size `{width, height}` of the picture on the screen
   * @param seen what was seen in the picture, as in /detections; null: not known
   * @param scene the camera's `zones` and `lines`, as in /cameras
   * @param counts by line what has crossed it, as in /tracks
   */
  draw(size, seen, scene, counts, layers) {
    setAttribute(this.element, 'viewBox', `0 0 ${size.width} ${size.height}`);
    this.#drawScene(size, seen, layers.zones ? scene : { zones: [], lines: [] }, counts);
    if (!seen?.frame) {
      this.#boxes.replaceChildren();
      this.#trails.replaceChildren();
      return;
    }
    const scale = { x: size.width / seen.frame.width, y: size.height / seen.frame.height };
    this.#remember(seen);
    this.#drawTrails(layers.tracks ? seen : null, size);
    this.#drawBoxes(layers.boxes ? seen.detections : [], scale, size, layers.tracks);
  }

  #drawBoxes(detections, scale, size, numbered) {
    reuse(this.#boxes, detections.length, () => svg('g', {}, svg('rect', { class: 'box', rx: 3 }), svg('rect', { class: 'plate', rx: 3, height: 18 }), svg('text', { class: 'label' })));
    detections.forEach((detection, i) => {
      const group = this.#boxes.children[i];
      const [box, plate, label] = group.children;
      const x = detection.box.x * scale.x;
      const y = detection.box.y * scale.y;
      setAttribute(group, 'class', `seen c${detection.labelId % COLOURS}`);
      setAttribute(group, 'data-label', detection.label);
      place(box, x, y, detection.box.width * scale.x, detection.box.height * scale.y);
      const number = numbered && detection.track !== null ? ` #${detection.track}` : '';
      const text = `${detection.label}${number} ${percent(detection.score)}`;
      const width = textWidth(text) + 10;
      const left = Math.max(0, Math.min(x, size.width - width));
      const top = y >= 20 ? y - 20 : Math.max(0, y) + 2;
      place(plate, left, top, width, 18);
      setAttribute(label, 'x', round(left + 5));
      setAttribute(label, 'y', round(top + 13));
      setText(label, text);
    });
  }

  /** Where the middle of the lower edge was, in parts of the frame. */
  #remember(seen) {
    if (seen.sequence === this.#lastSequence) {
      return;
    }
    if (seen.sequence < this.#lastSequence) {
      this.#paths.clear();
    }
    this.#lastSequence = seen.sequence;
    const now = Date.parse(seen.capturedAt);
    for (const { track, labelId, box } of seen.detections) {
      if (track !== null) {
        const path = this.#paths.get(track) ?? { labelId, points: [] };
        path.points.push({ at: now, x: (box.x + box.width / 2) / seen.frame.width, y: (box.y + box.height) / seen.frame.height });
        this.#paths.set(track, path);
      }
    }
    for (const [track, path] of this.#paths) {
      path.points = path.points.filter((point) => now - point.at < TRAIL_MILLIS).slice(-TRAIL_POINTS);
      if (path.points.length === 0) {
        this.#paths.delete(track);
      }
    }
  }

  #drawTrails(seen, size) {
    const tracks = seen?.detections.map((detection) => detection.track) ?? [];
    const paths = tracks.map((track) => this.#paths.get(track)).filter((path) => path?.points.length > 1);
    reuse(this.#trails, paths.length, () => svg('polyline'));
    paths.forEach((path, i) => {
      const line = this.#trails.children[i];
      setAttribute(line, 'class', `trail c${path.labelId % COLOURS}`);
      setAttribute(line, 'points', pointsOf(path.points.map((point) => [point.x, point.y]), size));
    });
  }

  #drawScene(size, seen, scene, counts) {
    reuse(this.#zones, scene.zones.length + scene.lines.length, () => svg('g', {}, svg('polygon', { class: 'area' }), svg('polyline', { class: 'edge' }), svg('text', { class: 'name' })));
    scene.zones.forEach((zone, i) => {
      const group = this.#zones.children[i];
      const [area, edge, name] = group.children;
      const inside = (seen?.detections ?? []).filter((detection) => detection.zones.includes(zone.zone)).length;
      setAttribute(group, 'class', inside > 0 ? 'zone occupied' : 'zone');
      setAttribute(area, 'points', pointsOf(zone.polygon, size));
      setAttribute(edge, 'points', null);
      const top = zone.polygon.reduce((best, point) => (point[1] < best[1] ? point : best));
      nameAt(name, inside > 0 ? `${zone.zone} · ${inside}` : zone.zone, top, size);
    });
    scene.lines.forEach((line, i) => {
      const group = this.#zones.children[scene.zones.length + i];
      const [area, edge, name] = group.children;
      setAttribute(group, 'class', 'gate');
      setAttribute(area, 'points', arrow(line.points, size));
      setAttribute(edge, 'points', pointsOf(line.points, size));
      const count = counts?.[line.line];
      nameAt(name, count ? `${line.line} · in ${count.in} · out ${count.out}` : line.line, middle(line.points), size);
    });
  }
}

function nameAt(element, text, [x, y], size) {
  const left = Math.max(4, Math.min(x * size.width + 4, size.width - textWidth(text) - 6));
  setAttribute(element, 'x', round(left));
  setAttribute(element, 'y', round(Math.max(14, Math.min(y * size.height + 16, size.height - 6))));
  setText(element, text);
}

/** A small arrow on the middle of a line towards the side that is in: its right, for who looks along it. */
function arrow(points, size) {
  const [[x1, y1], [x2, y2]] = points.map(([x, y]) => [x * size.width, y * size.height]);
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
  const [nx, ny] = [-dy, dx];
  const [cx, cy] = [(x1 + x2) / 2, (y1 + y2) / 2];
  return [[cx - dx * 6, cy - dy * 6], [cx + dx * 6, cy + dy * 6], [cx + nx * 11, cy + ny * 11]]
    .map((point) => point.map(round).join(',')).join(' ');
}

function middle([[x1, y1], [x2, y2]]) {
  return [(x1 + x2) / 2, (y1 + y2) / 2];
}

function pointsOf(points, size) {
  return points.map(([x, y]) => `${round(x * size.width)},${round(y * size.height)}`).join(' ');
}

function place(rectangle, x, y, width, height) {
  setAttribute(rectangle, 'x', round(x));
  setAttribute(rectangle, 'y', round(y));
  setAttribute(rectangle, 'width', round(width));
  setAttribute(rectangle, 'height', round(height));
}

function round(value) {
  return Math.round(value * 10) / 10;
}

function reuse(parent, count, make) {
  while (parent.children.length < count) {
    parent.append(make());
  }
  while (parent.children.length > count) {
    parent.lastElementChild.remove();
  }
}
