// Rules: what they wait for, and how they stand.

import { at, post } from './api.js';
import { h, panel, setAttribute, setText, showList } from './dom.js';
import { time } from './format.js';
import { live } from './live.js';
import { allow, attempt, notice } from './notices.js';
import { session } from './session.js';

export function rulesPanel(signal) {
  const { element, body } = panel('Rules', { class: 'rules-panel' });
  const list = h('ul', { class: 'rows' });
  const empty = h('p', { class: 'empty' }, 'There are no rules. Add some under ', h('code', {}, 'rules:'), ' of the configuration to switch lines or call webhooks.');
  body.append(empty, list);
  const draw = ({ rules }) => {
    empty.hidden = rules.length > 0;
    showList(list, rules, (rule) => rule.rule, ruleItem, (item, rule) => item.update(rule));
  };
  live.follow('rules', signal, draw);
  session.addEventListener('change', () => live.state.rules && draw(live.state.rules), { signal });
  return { element };
}

function ruleItem({ rule: name }) {
  const state = h('span', { class: 'chip' });
  const when = h('p', { class: 'row-detail' });
  const past = h('p', { class: 'row-detail' });
  const test = h('button', { type: 'button', class: 'quiet', 'aria-label': `Test the rule ${name}`, title: 'Does for a second what the rule does' }, 'Test');
  test.addEventListener('click', () => attempt(test, async () => {
    const { lines, webhooks } = await post(at('/rules/', name, '/test'));
    notice(`${name}: ${[...lines, ...webhooks].join(', ') || 'nothing'} for a second`);
  }));
  const item = h('li', { class: 'row' }, h('div', { class: 'row-head' }, h('h3', {}, name), state, test), when, past);
  item.update = (rule) => {
    const [word, kind] = standing(rule);
    setText(state, word);
    setAttribute(state, 'class', `chip ${kind}`);
    setText(when, rule.when);
    const targets = [...rule.lines, ...rule.webhooks].join(', ');
    const missed = Object.values(rule.suppressed ?? {}).reduce((sum, n) => sum + n, 0);
    setText(past, [
      targets && `→ ${targets}`,
      rule.lastBegan ? `last began ${time(rule.lastBegan)}` : 'has not begun yet',
      missed > 0 && `${missed} held back`,
    ].filter(Boolean).join(' · '));
    allow(test, session.obstacle('operate') ?? (rule.fed === null ? 'The rules failed and do not run now' : null));
  };
  return item;
}

function standing(rule) {
  if (rule.active === null) {
    return ['down', 'bad'];
  }
  if (!rule.fed) {
    return ['no camera', 'wait'];
  }
  return rule.active ? ['active', 'on'] : ['waiting', ''];
}
