// Reads what GET /metrics answers, which has what no other document tells: temperatures, throttling, power, memory.

const SAMPLE = /^edge_infer_([a-z_]+)(?:\{([^}]*)\})? (\S+)$/;
const LABEL = /([a-z_]+)="((?:[^"\\]|\\.)*)"/g;

/** By name a list of `{labels, value}`; only of the names that are wanted. */
export function parseMetrics(text, wanted) {
  const found = Object.fromEntries(wanted.map((name) => [name, []]));
  for (const line of text.split('\n')) {
    const sample = SAMPLE.exec(line);
    if (sample && found[sample[1]]) {
      const labels = {};
      for (const [, name, value] of (sample[2] ?? '').matchAll(LABEL)) {
        labels[name] = value.replace(/\\(.)/g, (_, c) => (c === 'n' ? '\n' : c));
      }
      found[sample[1]].push({ labels, value: Number(sample[3]) });
    }
  }
  return found;
}
