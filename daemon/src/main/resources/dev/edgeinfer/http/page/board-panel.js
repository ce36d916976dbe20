// The board: whether all is well, how warm it is, what it uses.

import { get, send } from './api.js';
import { h, panel, setAttribute, setText, showList } from './dom.js';
import { bytes, duration, words } from './format.js';
import { live } from './live.js';
import { parseMetrics } from './metrics.js';
import { Sparkline } from './sparkline.js';

const EVERY = 5000;
const WANTED = ['temperature_celsius', 'throttled', 'throttled_since_boot', 'power_watts', 'process_resident_memory_bytes', 'process_cpu_seconds_total',
  'process_start_time_seconds', 'process_threads', 'store_events', 'store_size_bytes'];

export function boardPanel(signal) {
  const { element, body } = panel('Board', { class: 'board-panel' });
  const status = h('p', { class: 'status' });
  const reasons = h('ul', { class: 'reasons' });
  const facts = h('dl', { class: 'facts' });
  body.append(status, reasons, facts);
  const curves = new Map();
  let before = null;
  let about = [];

  live.follow('health', signal, (health) => {
    setText(status, { ok: 'All is well', degraded: 'It detects, but something does not work', down: 'It does not detect' }[health.status] ?? health.status);
    setAttribute(status, 'class', `status ${health.status === 'ok' ? 'good' : health.status === 'degraded' ? 'wait' : 'bad'}`);
    showList(reasons, health.reasons.map((text, i) => ({ text, i })), (reason) => reason.i, () => h('li'), (item, reason) => setText(item, reason.text));
  });

  function draw(rows) {
    showList(facts, rows, (row) => row.name, (row) => h('div', { class: row.curve ? 'with-curve' : null }, h('dt', {}, row.name), h('dd', {})), (item, row) => {
      const value = item.lastElementChild;
      if (row.curve && !curves.has(row.name)) {
        curves.set(row.name, new Sparkline(48));
        item.insertBefore(curves.get(row.name).element, value);
      }
      if (row.curve) {
        curves.get(row.name).push(row.curve);
      }
      setText(value, row.text);
      setAttribute(value, 'class', row.bad ? 'bad-text' : null);
    });
  }

  async function ask() {
    if (document.hidden) {
      return;
    }
    const text = await (await send('GET', '/metrics', { signal })).text();
    const found = parseMetrics(text, WANTED);
    const value = (name) => found[name][0]?.value;
    const now = { at: performance.now() / 1000, cpu: value('process_cpu_seconds_total') };
    const load = before && now.cpu >= before.cpu ? (now.cpu - before.cpu) / (now.at - before.at) : null;
    before = now;
    const rows = [];
    const hottest = found.temperature_celsius.toSorted((a, b) => b.value - a.value)[0];
    if (hottest) {
      rows.push({ name: 'Temperature', text: `${Math.round(hottest.value)} °C`, curve: hottest.value, bad: hottest.value >= 80 });
    }
    if (found.throttled.length > 0) {
      const active = found.throttled.filter((sample) => sample.value > 0).map((sample) => sample.labels.reason.replaceAll('-', ' '));
      const past = found.throttled_since_boot.some((sample) => sample.value > 0);
      rows.push({ name: 'Throttling', text: active.join(', ') || (past ? 'not now, but since boot' : 'none'), bad: active.length > 0 });
    }
    if (found.power_watts.length > 0) {
      const watts = found.power_watts.reduce((sum, sample) => sum + sample.value, 0);
      rows.push({ name: 'Power', text: `${watts.toFixed(1)} W`, curve: watts });
    }
    if (load !== null) {
      rows.push({ name: 'Processor', text: `${load.toFixed(load < 10 ? 2 : 0)} cores`, curve: load });
    }
    rows.push({ name: 'Memory', text: bytes(value('process_resident_memory_bytes')), curve: value('process_resident_memory_bytes') / 1e6 });
    rows.push({ name: 'Kept', text: `${value('store_events')} events, ${bytes(value('store_size_bytes'))}` });
    rows.push({ name: 'Up', text: duration(Date.now() - value('process_start_time_seconds') * 1000) });
    draw([...rows, ...about]);
  }

  async function askAbout() {
    const info = await get('/info', { signal });
    about = [
      ...(info.board ? [{ name: 'Board', text: info.board }] : []),
      { name: 'Version', text: `${info.version}, ExecuTorch ${info.versions.executorch}, Java ${info.versions.java}` },
      { name: 'Runs on', text: `${info.processors} × ${info.architecture}; ${info.backends.map((name) => words(name)).join(', ') || 'no backend'}` },
    ];
  }

  const quietly = (work) => work().catch(() => {});
  const timer = setInterval(() => quietly(ask), EVERY);
  signal.addEventListener('abort', () => clearInterval(timer));
  quietly(async () => {
    await quietly(askAbout);
    await ask();
  });
  return { element };
}
