// The bar at the top: where you are, whether the page is up to date, arming, colours, who you are.

import { put } from './api.js';
import { h, setAttribute, setText, showList } from './dom.js';
import { time } from './format.js';
import { icon } from './icons.js';
import { live } from './live.js';
import { allow, attempt } from './notices.js';
import { session } from './session.js';
import { setTheme, theme } from './settings.js';

const THEMES = ['system', 'light', 'dark'];
const CONNECTIONS = { connecting: ['connecting', 'wait'], open: ['live', 'good'], lost: ['reconnecting', 'bad'] };

/** @param views entries of views.js that have a place in the bar */
export function header(element, views) {
  const links = h('ul', { class: 'nav-links' });
  const connection = h('span', { class: 'chip', role: 'status' });
  const armed = h('button', { type: 'button', class: 'switch', role: 'switch', 'aria-checked': 'false' }, h('span', { class: 'switch-knob' }), h('span', { class: 'switch-text' }, 'Armed'));
  const colours = h('button', { type: 'button', class: 'icon-button theme', onclick: nextTheme });
  const who = h('span', { class: 'who' });
  const out = h('button', { type: 'button', class: 'quiet' }, 'Log out');
  const nav = h('nav', { 'aria-label': 'Views' }, links);
  element.append(
    h('a', { class: 'brand', href: '#/' }, h('img', { src: '/page/icon.svg', alt: '', width: 24, height: 24 }), h('span', {}, 'edge-infer'), h('span', { class: 'host' }, location.hostname)),
    nav, h('span', { class: 'spacer' }), connection, armed, colours, who, out);

  armed.addEventListener('click', () => attempt(armed, async () => {
    await put('/armed', { armed: armed.getAttribute('aria-checked') !== 'true' });
    await live.refresh('armed');
  }));
  out.addEventListener('click', () => attempt(out, () => session.logOut()));

  function drawArmed() {
    const state = live.state.armed;
    armed.hidden = !state || !session.isKnown;
    if (state) {
      setAttribute(armed, 'aria-checked', String(state.armed));
      armed.dataset.title = `${state.armed ? 'Armed' : 'Disarmed'} since ${time(state.since)} by ${state.by}`;
      allow(armed, session.obstacle('operate'));
    }
  }

  function drawSession() {
    setText(who, session.name ? `${session.name} (${session.role})` : '');
    who.hidden = !session.name;
    out.hidden = !session.canLogOut;
    nav.hidden = !session.isKnown;
    connection.hidden = !session.isKnown;
    showList(links, views, (view) => view.nav, (view) => h('li', {}, h('a', { href: view.href }, view.nav)), () => {});
    nav.hidden ||= views.length < 2;
    drawArmed();
  }

  function drawConnection() {
    const [text, kind] = CONNECTIONS[live.connection];
    setText(connection, text);
    setAttribute(connection, 'class', `chip ${kind}`);
  }

  function drawTheme() {
    colours.replaceChildren(icon(theme()));
    setAttribute(colours, 'aria-label', `Colours: ${theme()}`);
    colours.title = `Colours: ${theme()}`;
  }

  function nextTheme() {
    setTheme(THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length]);
    drawTheme();
  }

  live.addEventListener('armed', drawArmed);
  live.addEventListener('connection', drawConnection);
  session.addEventListener('change', drawSession);
  drawConnection();
  drawSession();
  drawTheme();

  return {
    /** Marks the view that is shown. */
    setCurrent(href) {
      for (const link of links.querySelectorAll('a')) {
        setAttribute(link, 'aria-current', link.getAttribute('href') === href ? 'page' : null);
      }
    },
  };
}
