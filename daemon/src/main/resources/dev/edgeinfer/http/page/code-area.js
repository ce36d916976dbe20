// A text of lines that can be edited, with numbers beside them; those at fault are marked.

import { h, setAttribute } from './dom.js';

export class CodeArea {
  #gutter = h('pre', { class: 'code-gutter', 'aria-hidden': 'true' });
  #text;
  #count = 0;
  #faults = new Map();
  element;

  /**
   * @param label what screen readers call it
   * @param on `input` is called when the text has changed, `line` with the number of the line, from 0, that the caret is in
   */
  constructor(label, on) {
    this.#text = h('textarea', { 'aria-label': label, spellcheck: 'false', autocapitalize: 'none', autocomplete: 'off', wrap: 'off' });
    this.element = h('div', { class: 'code' }, this.#gutter, this.#text);
    this.#text.addEventListener('input', () => {
      this.#number();
      on.input();
    });
    this.#text.addEventListener('scroll', () => { this.#gutter.scrollTop = this.#text.scrollTop; });
    this.#text.addEventListener('keydown', (event) => this.#indent(event));
    for (const type of ['keyup', 'click', 'focus']) {
      this.#text.addEventListener(type, () => on.line(this.line));
    }
  }

  get text() {
    return this.#text.value;
  }

  set text(value) {
    this.#text.value = value;
    this.#number();
  }

  set isReadOnly(value) {
    this.#text.readOnly = value;
  }

  /** The line of the caret, from 0. */
  get line() {
    return this.#text.value.slice(0, this.#text.selectionStart).split('\n').length - 1;
  }

  describeBy(id) {
    setAttribute(this.#text, 'aria-describedby', id);
  }

  /** @param faults sentences by number of the line, from 0 */
  mark(faults) {
    this.#faults = faults;
    setAttribute(this.#text, 'aria-invalid', faults.size > 0 ? 'true' : null);
    this.#count = 0;
    this.#number();
  }

  /** Goes to a place, both from 0. */
  goTo(line, column) {
    const lines = this.#text.value.split('\n');
    const before = lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0);
    const place = Math.min(before + column, this.#text.value.length);
    this.#text.focus();
    this.#text.setSelectionRange(place, before + (lines[line]?.length ?? 0));
    this.#text.scrollTop = Math.max(0, line * 20 - this.#text.clientHeight / 2);
  }

  #number() {
    const count = this.#text.value.split('\n').length;
    if (count !== this.#count) {
      this.#count = count;
      this.#gutter.replaceChildren(...Array.from({ length: count }, (_, i) =>
        h('span', this.#faults.has(i) ? { class: 'at-fault', title: this.#faults.get(i) } : {}, `${i + 1}\n`)));
      this.#gutter.scrollTop = this.#text.scrollTop;
    }
  }

  /** A new line begins where the one before it did, and deeper after a colon; Tab stays what leads out of the field. */
  #indent(event) {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.isComposing) {
      return;
    }
    const before = this.#text.value.slice(0, this.#text.selectionStart);
    const line = before.slice(before.lastIndexOf('\n') + 1);
    const indent = /^ */.exec(line)[0] + (/:\s*$/.test(line) ? '  ' : '');
    if (indent) {
      event.preventDefault();
      this.#text.setRangeText(`\n${indent}`, this.#text.selectionStart, this.#text.selectionEnd, 'end');
      this.#text.dispatchEvent(new Event('input'));
    }
  }
}
