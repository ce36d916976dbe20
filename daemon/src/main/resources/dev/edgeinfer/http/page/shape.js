// A zone or a line while it is edited: one form for both spellings of the configuration, and back.

const DECIMALS = 1000;

/** What a shape of each kind is made of: the member with its points, and the least number of these. */
export const KINDS = {
  zone: { member: 'polygon', least: 3, most: Infinity, word: 'zone' },
  line: { member: 'points', least: 2, most: 2, word: 'line' },
};

/**
 * The shapes of a camera.
 *
 * @param document as of GET /cameras/{camera}/zones
 * @return list of `{kind, name, points, options, file}`: points are parts of the picture, options all else that the configuration
 *   says of it, file where it is locked; null: it may be changed
 */
export function shapesOf({ zones, lines, files }) {
  const read = (kind, group, shapes) => Object.entries(shapes ?? {}).map(([name, value]) => {
    const { [KINDS[kind].member]: points, ...options } = Array.isArray(value) ? { [KINDS[kind].member]: value } : value;
    return { kind, name, points: points.map((point) => [...point]), options, file: lockedBy(files ?? {}, `${group}.${name}`) };
  });
  return [...read('zone', 'zones', zones), ...read('line', 'lines', lines)];
}

/** The drop-in that a path, or what is above or below it, stands in; null: none. */
function lockedBy(files, path) {
  const found = Object.entries(files).find(([at]) => at === path || path.startsWith(`${at}.`) || at.startsWith(`${path}.`));
  return found ? found[1] : null;
}

/** The body of PUT /cameras/{camera}/zones; a shape that says no more than its points has the short form. */
export function documentOf(shapes) {
  const write = (kind) => Object.fromEntries(shapes.filter((shape) => shape.kind === kind).map((shape) => [shape.name,
    Object.keys(shape.options).length === 0 ? shape.points : { [KINDS[kind].member]: shape.points, ...shape.options }]));
  return { zones: write('zone'), lines: write('line') };
}

/** A name for a new shape that no other one has. */
export function freeName(kind, shapes) {
  const taken = new Set(shapes.map((shape) => shape.name));
  for (let number = 1; ; number += 1) {
    const name = `${KINDS[kind].word}-${number}`;
    if (!taken.has(name)) {
      return name;
    }
  }
}

/** What a shape begins as when nobody has drawn it, such as by somebody who has no mouse. */
export function usualPoints(kind) {
  return kind === 'zone' ? [[0.3, 0.3], [0.7, 0.3], [0.7, 0.7], [0.3, 0.7]] : [[0.25, 0.5], [0.75, 0.5]];
}

/** A point inside the picture, on the grid that the configuration is written with. */
export function rounded([x, y]) {
  const part = (value) => Math.round(Math.min(1, Math.max(0, value)) * DECIMALS) / DECIMALS;
  return [part(x), part(y)];
}

/** What is wrong with the name of a shape; null: nothing. */
export function nameProblem(shape, shapes) {
  if (!/^[a-z0-9][a-z0-9_-]{0,62}$/.test(shape.name)) {
    return 'A name has small letters, digits, - and _, and begins with a letter or digit';
  }
  return shapes.some((other) => other !== shape && other.name === shape.name) ? 'Another zone or line has this name' : null;
}
