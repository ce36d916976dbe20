// What the editors share.

import { h } from './dom.js';

/** What was changed and not saved, by editor: it stays while another view is looked at. */
export const drafts = new Map();

const STYLE = '/page/editor.css';

/** Most who look at the page edit nothing, so the style of the editors comes with the first of these. */
export function loadStyle() {
  if (document.querySelector(`link[href="${STYLE}"]`)) {
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    document.head.append(h('link', { rel: 'stylesheet', href: STYLE, onload: resolve, onerror: resolve }));
  });
}

/** @param result as of PUT /config: what it did, in a sentence */
export function changesText({ changed, restartNeeded, apiRestarts }) {
  if (changed.length === 0) {
    return 'Saved; nothing is different';
  }
  const waiting = restartNeeded.length > 0 ? `; at the next start of the daemon: ${restartNeeded.join(', ')}` : '';
  const api = apiRestarts ? '; the API starts anew, this page comes back by itself' : '';
  return `Saved and at work${waiting}${api}`;
}
