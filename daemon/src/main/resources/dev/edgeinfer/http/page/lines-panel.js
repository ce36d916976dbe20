// GPIO lines: how they are, who says so, and taking them over by hand.

import { at, put } from './api.js';
import { h, newId, panel, setAttribute, setText, showList } from './dom.js';
import { time } from './format.js';
import { live } from './live.js';
import { allow, attempt } from './notices.js';
import { session } from './session.js';

const TIMES = [['', 'until released'], ['60000', 'for a minute'], ['600000', 'for 10 minutes'], ['3600000', 'for an hour']];

export function linesPanel(signal) {
  const patience = h('select', { 'aria-label': 'How long a line is held' }, ...TIMES.map(([value, text]) => h('option', { value }, text)));
  const tools = h('span', { class: 'panel-tools' }, h('span', { class: 'hint' }, 'Hold'), patience);
  const { element, body } = panel('GPIO lines', { class: 'lines-panel' }, tools);
  const list = h('ul', { class: 'rows' });
  const empty = h('p', { class: 'empty' }, 'There are no lines. A rule with ', h('code', {}, 'gpio: { line: GPIO17 }'), ' switches one.');
  body.append(empty, list);
  const draw = ({ lines }) => {
    empty.hidden = lines.length > 0;
    tools.hidden = !lines.some((line) => line.direction === 'output');
    showList(list, lines, (line) => line.line, (line) => lineItem(line, patience), (item, line) => item.update(line));
  };
  live.follow('gpio', signal, draw);
  session.addEventListener('change', () => live.state.gpio && draw(live.state.gpio), { signal });
  return { element };
}

function lineItem(first, patience) {
  const output = first.direction === 'output';
  const value = h('span', { class: 'chip value' });
  const detail = h('p', { class: 'row-detail' });
  const choices = output ? ['Auto', 'On', 'Off'] : ['On', 'Off'];
  const label = newId('line');
  const buttons = choices.map((choice) => {
    const button = h('button', { type: 'button', 'aria-pressed': 'false', onclick: () => choose(button, choice) }, choice);
    return button;
  });
  const control = h('div', { class: 'segments', role: 'group', 'aria-labelledby': label }, ...buttons);
  const item = h('li', { class: 'row line' }, h('div', { class: 'row-head' }, h('h3', { id: label }, first.line), value, control), detail);

  function choose(button, choice) {
    attempt(button, async () => {
      if (choice === 'Auto') {
        await put(at('/gpio/', first.line), { override: null });
      } else {
        const timeoutMs = output && patience.value ? { timeoutMs: Number(patience.value) } : {};
        await put(at('/gpio/', first.line), { value: choice === 'On' ? 1 : 0, ...timeoutMs });
      }
      await live.refresh('gpio');
    });
  }

  item.update = (line) => {
    setText(value, line.value === null ? 'unknown' : line.value === 1 ? 'active' : 'inactive');
    setAttribute(value, 'class', `chip value ${line.value === null ? 'bad' : line.value === 1 ? 'on' : ''}`);
    setText(detail, [line.direction, whose(line), line.provider === 'simulated' ? 'simulated' : `${line.chip}${line.offset === null ? '' : ` ${line.offset}`}`].filter(Boolean).join(' · '));
    const pressed = output ? (line.override ? (line.override.value === 1 ? 'On' : 'Off') : 'Auto') : (line.value === 1 ? 'On' : 'Off');
    const wired = !output && line.provider !== 'simulated' ? 'An input of a real chip has the state of what is wired to it' : null;
    buttons.forEach((button, i) => {
      setAttribute(button, 'aria-pressed', String(choices[i] === pressed));
      allow(button, session.obstacle('operate') ?? wired);
    });
  };
  return item;
}

function whose(line) {
  if (line.override) {
    return `held by ${line.override.by}${line.override.until ? ` until ${time(line.override.until)}` : ''}`;
  }
  if (line.direction === 'input') {
    return null;
  }
  return line.rule ? `${line.signal === 'steady' ? 'driven' : line.signal} by ${line.rule}` : 'no rule asks for anything';
}
