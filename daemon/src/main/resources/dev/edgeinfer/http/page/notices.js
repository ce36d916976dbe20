// Short messages at the edge of the page, read out by screen readers.

import { h } from './dom.js';

const PATIENCE = 6000;

/** @param kind `done` or `failed` */
export function notice(text, kind = 'done') {
  const element = h('p', { class: `notice ${kind}` }, text);
  const list = document.getElementById('notices');
  list.append(element);
  while (list.children.length > 3) {
    list.firstElementChild.remove();
  }
  setTimeout(() => element.remove(), PATIENCE);
}

/** Does what a button is for, which is busy meanwhile, and says what went wrong. */
export async function attempt(button, work) {
  if (button.getAttribute('aria-disabled') === 'true') {
    notice(button.title || 'This is not possible now', 'failed');
    return;
  }
  button.setAttribute('aria-busy', 'true');
  try {
    await work();
  } catch (e) {
    notice(e.message, 'failed');
  } finally {
    button.removeAttribute('aria-busy');
  }
}

/**
 * Shows whether a button may be used. One that may not stays in the order of the focus, so that everybody can read why.
 *
 * @param obstacle why not; null: it may
 */
export function allow(button, obstacle) {
  if (obstacle === null) {
    button.removeAttribute('aria-disabled');
    button.title = button.dataset.title ?? '';
  } else {
    button.dataset.title ??= button.title;
    button.setAttribute('aria-disabled', 'true');
    button.title = obstacle;
  }
}
