// The table of views: the place to name a new one. A view is a module of its own, loaded when it is first shown, that exports `title` and
// `mount(root, signal, context, parameter)`: it fills root, and ends whatever it has begun when the signal says so.

import { at } from './api.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { session } from './session.js';

/**
 * `path` is matched against what follows `#` in the address, its first group is the parameter; `nav` and `href` give it a place in the
 * bar; `role` is what its user must have at least; `cardTool(camera)` makes a link for the card of a camera.
 */
export const VIEWS = [
  { path: /^\/?$/, nav: 'Live', href: '#/', role: 'view', load: () => import('./live-view.js') },
  { path: /^\/zones\/(.+)$/, role: 'view', cardTool: zoneLink, load: () => import('./zone-view.js') },
  { path: /^\/config$/, nav: 'Configuration', href: '#/config', role: 'view', load: () => import('./config-view.js') },
];

function zoneLink(camera) {
  return h('a', { class: 'icon-button', href: at('#/zones/', camera), title: 'Zones and lines', 'aria-label': `Zones and lines of ${camera}` }, icon('edit'));
}

export const LOGIN = { path: /^$/, role: null, load: () => import('./login-view.js') };

/** The view of an address; of one that is not known the first. */
export function viewOf(hash) {
  if (!session.isKnown) {
    return { view: LOGIN, parameter: null };
  }
  const path = hash.replace(/^#/, '');
  for (const view of VIEWS) {
    const match = view.path.exec(path);
    if (match && session.may(view.role)) {
      return { view, parameter: match[1] === undefined ? null : decodeURIComponent(match[1]) };
    }
  }
  return { view: VIEWS[0], parameter: null };
}
