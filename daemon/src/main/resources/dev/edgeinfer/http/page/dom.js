// Makes and updates elements. Texts always go in as text, never as markup.

const SVG = 'http://www.w3.org/2000/svg';

/**
 * An HTML element: `h('button', {class: 'quiet', onclick: f}, 'Text', child)`. Of the attributes `on…` are listeners, null and
 * false are left out, true is the empty text.
 */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same as an element of SVG. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else {
      setAttribute(element, name, value);
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Sets, or with null and false removes, an attribute, and touches nothing that is so already. */
export function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) {
    if (element.hasAttribute(name)) {
      element.removeAttribute(name);
    }
    return;
  }
  const text = value === true ? '' : String(value);
  if (element.getAttribute(name) !== text) {
    element.setAttribute(name, text);
  }
}

/** Sets the text, and touches nothing that says so already: screen readers and selections stay undisturbed. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/**
 * Makes the children of an element show a list: those of known keys stay, with focus and all, others come and go.
 *
 * @param make called with an item, gives its element
 * @param update called with element and item, also of new ones
 */
export function showList(parent, items, key, make, update) {
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const name = String(key(item));
    let element = known.get(name);
    known.delete(name);
    if (!element) {
      element = make(item);
      element.dataset.key = name;
    }
    if (element === place) {
      place = place.nextElementSibling;
    } else {
      parent.insertBefore(element, place);
    }
    update(element, item);
  }
  known.forEach((element) => element.remove());
}

let lastId = 0;

/** An id for an element that another one refers to. */
export function newId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

/** A section of the page with its heading, which names it. */
export function panel(title, attributes = {}, ...tools) {
  const id = newId('panel');
  const body = h('div', { class: 'panel-body' });
  const element = h('section', { ...attributes, class: `panel ${attributes.class ?? ''}`.trim(), 'aria-labelledby': id },
    h('div', { class: 'panel-head' }, h('h2', { id }, title), ...tools), body);
  return { element, body };
}
