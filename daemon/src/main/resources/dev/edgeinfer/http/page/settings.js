// What this browser remembers of how its user likes the page.

const PREFIX = 'edge-infer.';

/** The remembered value, or the fallback; where the browser keeps nothing, always the fallback. */
export function setting(name, fallback) {
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? fallback : JSON.parse(text);
  } catch {
    return fallback;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // It holds until the page is closed.
  }
}

const THEME = PREFIX + 'theme';

/** `light`, `dark`, or `system`: what the system prefers. */
export function theme() {
  return document.documentElement.dataset.theme ?? 'system';
}

/** early.js reads it, as plain text, before modules run. */
export function setTheme(name) {
  if (name === 'system') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = name;
  }
  try {
    if (name === 'system') {
      localStorage.removeItem(THEME);
    } else {
      localStorage.setItem(THEME, name);
    }
  } catch {
    // It holds until the page is closed.
  }
}
