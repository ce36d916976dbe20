// The model that the cameras use, and others that could take its place.

import { at, post } from './api.js';
import { h, panel, setAttribute, setText, showList } from './dom.js';
import { bytes, milliseconds } from './format.js';
import { live } from './live.js';
import { allow, attempt, notice } from './notices.js';
import { session } from './session.js';

export function modelPanel(signal) {
  const back = h('button', { type: 'button', class: 'quiet' }, 'Roll back');
  const { element, body } = panel('Model', { class: 'model-panel' }, h('span', { class: 'panel-tools' }, back));
  const list = h('ul', { class: 'rows' });
  body.append(list);
  let models = null;

  back.addEventListener('click', () => attempt(back, async () => {
    const answer = await post('/models/rollback');
    notice(`${answer.active} is in use again`);
    shown(answer);
  }));

  function shown(answer) {
    models = answer;
    draw();
  }

  function draw() {
    const shownModels = models?.models ?? [fromHealth(live.state.health)].filter(Boolean);
    back.hidden = !models?.previous;
    allow(back, session.obstacle('admin'));
    back.dataset.title = models?.previous ? `Use ${models.previous} again` : '';
    showList(list, shownModels, (model) => model.name, (model) => modelItem(model, shown), (item, model) => item.update(model, models));
  }

  live.follow('models', signal, shown);
  live.addEventListener('health', draw, { signal });
  session.addEventListener('change', draw, { signal });
  draw();
  return { element };
}

/** What is known where the stream tells of no models. */
function fromHealth(health) {
  return health?.model ? { ...health.model, state: 'active', accuracy: {}, budget: {} } : null;
}

function modelItem({ name }, shown) {
  const state = h('span', { class: 'chip' });
  const activate = h('button', { type: 'button', class: 'quiet', 'aria-label': `Use the model ${name}` }, 'Use');
  const facts = h('p', { class: 'row-detail' });
  const accuracy = h('p', { class: 'row-detail' });
  const reason = h('p', { class: 'row-detail bad-text' });
  const item = h('li', { class: 'row' }, h('div', { class: 'row-head' }, h('h3', {}, name), state, activate), facts, accuracy, reason);

  activate.addEventListener('click', () => attempt(activate, async () => {
    notice(`${name} is tried out, and put to work if it is good; this takes some seconds`);
    const answer = await post(at('/models/', name, '/activate'));
    shown(answer);
    notice(`${answer.active} is in use`);
  }));

  item.update = (model, models) => {
    const busy = models?.models.some((other) => other.state === 'loading');
    setText(state, model.state === 'active' ? 'in use' : model.state);
    setAttribute(state, 'class', `chip ${{ active: 'on', failed: 'bad', loading: 'wait' }[model.state] ?? ''}`);
    setText(facts, [
      model.version && `version ${model.version}`,
      model.precision,
      model.input && `${model.input.width}×${model.input.height}`,
      typeof model.labels === 'number' && `${model.labels} labels`,
      model.bytes && bytes(model.bytes),
      model.threads && `${model.threads} thread${model.threads === 1 ? '' : 's'}`,
      model.latency && `${milliseconds(model.latency.p50Ms)} an inference`,
    ].filter(Boolean).join(' · '));
    setText(accuracy, accuracyOf(model.accuracy ?? {}));
    accuracy.hidden = accuracy.textContent === '';
    setText(reason, model.reason ?? '');
    reason.hidden = !model.reason;
    activate.hidden = model.state === 'active' || !models;
    allow(activate, session.obstacle('admin') ?? (busy ? 'Another model is being tried out' : null));
  };
  return item;
}

/** How it was measured, which is for those who read the manifest. */
const SETTINGS = ['minScore', 'iou', 'multiLabel'];

/** `AP 0.330 · AP50 0.485 on COCO val2017`. */
function accuracyOf(accuracy) {
  const figures = Object.entries(accuracy)
    .filter(([key, value]) => typeof value === 'number' && !SETTINGS.includes(key))
    .map(([key, value]) => `${key.toUpperCase()} ${value.toFixed(3)}`)
    .join(' · ');
  return figures && typeof accuracy.data === 'string' ? `${figures} on ${accuracy.data}` : figures;
}
