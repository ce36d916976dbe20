// Begins: asks who we are, then shows the view that the address names, and another one whenever either changes.

import { get } from './api.js';
import { header } from './header.js';
import { h } from './dom.js';
import { live } from './live.js';
import { session } from './session.js';
import { VIEWS, viewOf } from './views.js';

const RETRY = 2000;

const main = document.getElementById('main');
const bar = header(document.getElementById('top'), VIEWS.filter((view) => view.nav));

let shown = null;
let ending = new AbortController();
let version = null;

async function show() {
  const { view, parameter } = viewOf(location.hash);
  const name = `${view.href ?? ''} ${parameter ?? ''} ${session.name} ${session.role}`;
  if (name === shown) {
    return;
  }
  const first = shown === null;
  shown = name;
  ending.abort();
  ending = new AbortController();
  const { signal } = ending;
  if (session.isKnown) {
    live.start();
  } else {
    live.stop();
  }
  const module = await view.load();
  if (signal.aborted) {
    return;
  }
  main.replaceChildren();
  document.title = `${module.title} · edge-infer`;
  bar.setCurrent(view.href);
  const cardTools = VIEWS.filter((other) => other.cardTool).map((other) => other.cardTool);
  module.mount(main, signal, { cardTools }, parameter);
  if (!first && session.isKnown) {
    main.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
}

/** Another version of the daemon may have another page: after an upgrade the old one would speak of what is no more. */
async function verifyVersion() {
  const now = (await get('/info')).version;
  if (version !== null && version !== now) {
    location.reload();
  }
  version = now;
}

async function begin() {
  try {
    await session.load();
    show();
  } catch {
    main.replaceChildren(h('p', { class: 'empty' }, 'The board does not answer yet. This page tries again by itself.'));
    setTimeout(begin, RETRY);
  }
}

session.addEventListener('change', show);
window.addEventListener('hashchange', show);
live.addEventListener('connection', (event) => event.detail === 'open' && verifyVersion().catch(() => {}));
begin();
