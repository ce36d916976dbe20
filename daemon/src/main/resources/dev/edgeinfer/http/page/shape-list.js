// The list of zones and lines beside their picture: names, and what counts in them.

import { h, newId, setAttribute, setText, showList } from './dom.js';
import { allow } from './notices.js';
import { session } from './session.js';
import { KINDS, nameProblem } from './shape.js';

const ANCHORS = ['bottom-center', 'center', 'top-center', 'left-center', 'right-center'];

let lastKey = 0;
const keys = new WeakMap();

/** Names change, so a row is known by a number of its own. */
function keyOf(shape) {
  if (!keys.has(shape)) {
    lastKey += 1;
    keys.set(shape, lastKey);
  }
  return keys.get(shape);
}

export class ShapeList {
  #labels = h('datalist', { id: newId('labels') });
  #rows = h('ul', {});
  #shapes = [];
  #errors = [];
  #on;
  element = h('div', {}, this.#rows, this.#labels);

  /** @param on `select`, `redraw` and `remove` are called with a shape, `change` with nothing */
  constructor(on) {
    this.#on = on;
  }

  setLabels(names) {
    this.#labels.replaceChildren(...names.map((name) => h('option', { value: name })));
  }

  /** @param errors of a refused configuration; those of a shape stand in its row */
  setErrors(errors) {
    this.#errors = errors;
  }

  show(shapes, selected) {
    this.#shapes = shapes;
    showList(this.#rows, shapes, keyOf, (shape) => this.#make(shape), (row, shape) => this.#update(row, shape, shape === selected));
  }

  focusName(shape) {
    const input = this.#rows.querySelector(`[data-key="${keyOf(shape)}"] input[name="name"]`);
    input?.focus();
    input?.select();
  }

  #make(shape) {
    const error = newId('error');
    const { file } = shape;
    const field = (label, control) => {
      control.id = newId('field');
      control.disabled = file !== null;
      return [h('label', { for: control.id }, label), control];
    };
    const change = (work) => (event) => {
      work(event.target.value.trim());
      this.#on.change();
    };
    const name = h('input', { name: 'name', value: shape.name, autocapitalize: 'none', spellcheck: 'false', maxlength: 63, 'aria-describedby': error, oninput: change((text) => { shape.name = text; }) });
    const labels = h('input', { value: words(shape.options.labels).join(', '), placeholder: 'all', list: this.#labels.id, autocapitalize: 'none', spellcheck: 'false', onchange: change((text) => setOption(shape, 'labels', text ? text.split(/\s*,\s*/).filter(Boolean) : null)) });
    const loitering = h('input', { value: shape.options['loitering-time'] ?? '', placeholder: '0s', spellcheck: 'false', onchange: change((text) => setOption(shape, 'loitering-time', text || null)) });
    const anchor = h('select', { onchange: change((text) => setOption(shape, 'anchor', text === ANCHORS[0] ? null : text)) },
      ...ANCHORS.map((each) => h('option', { value: each, selected: each === (shape.options.anchor ?? ANCHORS[0]) }, each)));
    const button = (text, work) => h('button', { type: 'button', class: 'quiet', onclick: (event) => event.currentTarget.getAttribute('aria-disabled') !== 'true' && work() }, text);
    const turn = button('Turn round', () => {
      shape.points.reverse();
      this.#on.change();
    });
    const tools = [button('Draw anew', () => this.#on.redraw(shape)), ...(shape.kind === 'line' ? [turn] : []), button('Remove', () => this.#on.remove(shape))];
    const row = h('li', { class: 'shape-row', onfocusin: () => this.#on.select(shape), onclick: () => this.#on.select(shape) },
      h('div', { class: 'shape-fields' },
        ...field(shape.kind === 'zone' ? 'Zone' : 'Line', name), ...field('Labels', labels),
        ...(shape.kind === 'zone' ? field('Loitering time', loitering) : []), ...field('Anchor', anchor)),
      h('p', { class: 'field-error', id: error }),
      file ? h('p', { class: 'hint' }, 'It stands in ', h('code', {}, file), ' and is changed there.') : h('div', { class: 'shape-tools' }, ...tools));
    tools.forEach((tool) => allow(tool, session.obstacle('admin')));
    [name, labels, loitering, anchor].forEach((control) => { control.disabled ||= !session.may('admin'); });
    return row;
  }

  #update(row, shape, isSelected) {
    setAttribute(row, 'class', `shape-row${isSelected ? ' selected' : ''}`);
    const wrongName = shape.file ? null : nameProblem(shape, this.#shapes);
    const group = `${KINDS[shape.kind].word}s.${shape.name}`;
    const refused = this.#errors.filter(({ path }) => path?.endsWith(`.${group}`) || path?.includes(`.${group}.`)).map(({ problem, hint }) => [problem, hint].filter(Boolean).join('; '));
    setText(row.querySelector('.field-error'), [wrongName, ...refused].filter(Boolean).join('. '));
    setAttribute(row.querySelector('input[name="name"]'), 'aria-invalid', wrongName ? 'true' : null);
  }
}

function words(labels) {
  return labels === undefined || labels === null ? [] : [labels].flat().map(String);
}

function setOption(shape, name, value) {
  if (value === null) {
    delete shape.options[name];
  } else {
    shape.options[name] = value;
  }
}
