// Edits the configuration as the text that it is, says what is wrong with it where it is wrong, and puts it to work.

import { get, send } from './api.js';
import { CodeArea } from './code-area.js';
import { h, newId, panel, setAttribute, setText } from './dom.js';
import { changesText, drafts, loadStyle } from './editing.js';
import { allow, attempt, notice } from './notices.js';
import { pathAt, SchemaHelp } from './schema-help.js';
import { session } from './session.js';

export const title = 'Configuration';

const DRAFT = 'config';
const YAML = { 'Content-Type': 'application/yaml' };
const VERIFY_AFTER = 600;
const SHOWN_KEYS = 40;

export async function mount(root, signal) {
  await loadStyle();
  if (!signal.aborted) {
    new ConfigView(root, signal).begin();
  }
}

class ConfigView {
  #signal;
  #etag = null;
  #saved = '';
  #info = null;
  #schema = null;
  #timer = null;
  #asked = 0;
  #code = new CodeArea('Configuration as YAML', { input: () => this.#edited(), line: (line) => this.#help(line) });
  #state = h('span', { class: 'chip', role: 'status' });
  #file = h('p', { class: 'hint' });
  #conflict = h('div', { class: 'conflict', role: 'alert', hidden: true });
  #discard = h('button', { type: 'button', class: 'quiet', onclick: () => this.#load() }, 'Discard');
  #save = h('button', { type: 'button', class: 'primary' }, 'Save');
  #faults = panel('Problems');
  #faultList = h('ul', { class: 'faults', 'aria-live': 'polite' });
  #key = panel('At the cursor');
  #keyHelp = h('div', { class: 'key-help', id: newId('help') });

  constructor(root, signal) {
    this.#signal = signal;
    this.#save.addEventListener('click', () => attempt(this.#save, () => this.#write(this.#etag)));
    this.#faults.body.append(this.#faultList);
    this.#key.body.append(this.#keyHelp);
    root.append(
      h('div', { class: 'editor-head' }, h('h1', {}, 'Configuration'), this.#state, this.#discard, this.#save),
      this.#conflict,
      h('div', { class: 'editor' }, h('div', {}, this.#code.element, this.#file), h('div', { class: 'editor-side' }, this.#faults.element, this.#key.element)));
    window.addEventListener('beforeunload', (event) => this.#isChanged && event.preventDefault(), { signal });
    document.addEventListener('keydown', (event) => {
      if (event.key === 's' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        this.#save.click();
      }
    }, { signal });
    signal.addEventListener('abort', () => clearTimeout(this.#timer));
  }

  get #isChanged() {
    return this.#code.text !== this.#saved;
  }

  async begin() {
    this.#showFaults([]);
    this.#help(0);
    get('/config/schema.json', { signal: this.#signal }).then((schema) => {
      this.#schema = new SchemaHelp(schema);
      this.#help(this.#code.line);
    }, () => {});
    const draft = drafts.get(DRAFT);
    await this.#load();
    if (draft && draft.text !== this.#saved) {
      this.#etag = draft.etag;
      this.#code.text = draft.text;
      this.#edited();
      notice('Your changes of before are still here; they are not saved yet');
    }
  }

  async #read() {
    const response = await send('GET', '/config', { headers: { Accept: 'application/yaml' }, signal: this.#signal });
    return { etag: response.headers.get('ETag'), text: await response.text() };
  }

  async #load() {
    drafts.delete(DRAFT);
    try {
      const { etag, text } = await this.#read();
      this.#etag = etag;
      this.#saved = text;
      this.#code.text = text;
      this.#conflict.hidden = true;
      this.#showFaults([]);
      this.#info = await get('/config', { signal: this.#signal }).catch(() => null);
      this.#describe();
      this.#mark();
    } catch (e) {
      if (e.name !== 'AbortError') {
        this.#say(`${e.message}.`, 'Try again', () => this.#load());
      }
    }
  }

  #describe() {
    const { file, dropIns = [], writable = true } = this.#info ?? {};
    this.#code.isReadOnly = this.#obstacle() !== null;
    this.#file.replaceChildren(...(file ? [h('code', {}, file)] : []),
      ...(writable ? [] : [' cannot be written by the daemon.']),
      ...(dropIns.length > 0 ? [' Over it lie ', ...dropIns.flatMap((each, i) => [i > 0 ? ', ' : '', h('code', {}, each)]), ', which are changed on the board.'] : []),
      ' Secrets are shown as ***; left so, they stay what they are.');
  }

  #obstacle() {
    return session.obstacle('admin') ?? (this.#info?.writable === false ? 'The file cannot be written by the daemon' : null);
  }

  #edited() {
    this.#mark();
    clearTimeout(this.#timer);
    if (this.#isChanged) {
      this.#timer = setTimeout(() => this.#verify(), VERIFY_AFTER);
    } else {
      this.#showFaults([]);
    }
    this.#help(this.#code.line);
  }

  #mark() {
    setText(this.#state, this.#isChanged ? 'not saved' : 'saved');
    setAttribute(this.#state, 'class', `chip ${this.#isChanged ? 'wait' : 'good'}`);
    if (this.#isChanged) {
      drafts.set(DRAFT, { text: this.#code.text, etag: this.#etag });
    } else {
      drafts.delete(DRAFT);
    }
    const unchanged = this.#isChanged ? null : 'Nothing has changed';
    allow(this.#discard, unchanged);
    allow(this.#save, this.#obstacle() ?? unchanged);
  }

  /** Answers may come in another order than the questions; only the last one counts. */
  async #verify() {
    if (!session.may('admin')) {
      return;
    }
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const response = await send('POST', '/config/validate', { body: this.#code.text, headers: YAML, signal: this.#signal });
      const { errors } = await response.json();
      if (asked === this.#asked) {
        this.#showFaults(errors);
      }
    } catch (e) {
      if (asked === this.#asked && e.members?.errors) {
        this.#showFaults(e.members.errors);
      }
    }
  }

  async #write(etag) {
    clearTimeout(this.#timer);
    this.#asked += 1;
    const text = this.#code.text;
    try {
      const response = await send('PUT', '/config', { body: text, headers: { ...YAML, 'If-Match': etag } });
      const result = await response.json();
      notice(changesText(result));
      this.#saved = text;
      this.#etag = result.etag;
      this.#conflict.hidden = true;
      this.#showFaults([]);
      this.#mark();
    } catch (e) {
      this.#refused(e);
    }
  }

  #refused(problem) {
    if (problem.type === 'config-changed') {
      this.#say('The configuration was changed elsewhere meanwhile.', 'Save mine over it', async () => this.#write((await this.#read()).etag));
    } else if (problem.members?.errors) {
      this.#showFaults(problem.members.errors);
      throw new Error(`${problem.message}`);
    } else {
      throw problem;
    }
  }

  #say(text, word, work) {
    const button = h('button', { type: 'button', class: 'quiet' }, word);
    button.addEventListener('click', () => attempt(button, work));
    this.#conflict.replaceChildren(h('span', {}, text), button);
    this.#conflict.hidden = false;
  }

  #showFaults(errors) {
    const here = errors.filter((error) => error.line && (!this.#info?.file || error.file === this.#info.file));
    this.#code.mark(new Map(here.map((error) => [error.line - 1, error.message])));
    this.#faultList.replaceChildren(...(errors.length > 0 ? errors.map((error) => this.#fault(error, here.includes(error))) : [h('li', { class: 'empty' }, 'None.')]));
  }

  #fault(error, isHere) {
    const place = isHere ? `Line ${error.line}` : [error.file, error.line].filter(Boolean).join(', line ');
    const what = error.problem ? [error.path, [error.problem, error.hint].filter(Boolean).join('; ')].filter(Boolean).join(' ') : error.message;
    const button = h('button', { type: 'button', class: 'fault' }, h('span', { class: 'fault-place' }, place), place ? ': ' : '', what);
    if (isHere) {
      button.addEventListener('click', () => this.#code.goTo(error.line - 1, (error.column ?? 1) - 1));
    }
    return h('li', {}, button);
  }

  #help(line) {
    const path = pathAt(this.#code.text.split('\n'), line);
    const known = this.#schema?.of(path) ?? null;
    if (known === null) {
      this.#keyHelp.replaceChildren('What the key under the cursor is for stands here.');
      return;
    }
    const { description, facts, keys } = known;
    this.#keyHelp.replaceChildren(
      ...(path.length > 0 ? [h('p', {}, h('code', {}, path.join('.')))] : []),
      h('p', {}, [description, ...facts].filter(Boolean).join('; ')),
      ...(keys.length > 0 ? [h('p', {}, 'Keys: ', keys.slice(0, SHOWN_KEYS).join(', '))] : []));
  }
}
