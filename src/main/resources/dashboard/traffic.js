import { $, el, set } from './dom.js';
import { bytes, clock, count, millis, rate } from './format.js';
import { add, Seconds } from './seconds.js';
import { onTheme } from './theme.js';

const FIVE_MINUTES = 300000;

// What can be drawn. Lines are of the whole cluster; the first of them has a thin line for each node below it.
const VIEWS = {
  clients: { write: count, precision: 0, lines: { all: 'clients' } },
  connects: { write: rate, unit: '/s', lines: { all: 'connects' } },
  publications: { write: rate, unit: '/s', lines: { all: 'in' } },
  deliveries: { write: rate, unit: '/s', lines: { all: 'out' } },
  bytes: { write: bytes, unit: 'B/s', lines: { out: 'outBytes', in: 'inBytes' } },
  latency: { write: millis, unit: 'ms', join: Math.max, lines: { p99: 'p99', p50: 'p50' } },
};

/** One chart of the last 15 minutes: nodes as thin lines, all together as a strong one. */
export class Traffic {
  constructor(seconds) {
    this.seconds = seconds;
    this.view = 'clients';
    this.buttons = Object.keys(VIEWS).map((name) => {
      const button = el('button', { type: 'button', 'aria-pressed': String(name === this.view) }, name);
      button.onclick = () => this.choose(name);
      return button;
    });
    $('views').append(...this.buttons);
    onTheme(() => this.show());
  }

  /** Fetches what draws, which is larger than all the rest of the page, when that is at work already. */
  load() {
    if (!this.loading) {
      this.loading = el('script', { src: 'chart.js' });
      this.loading.onload = () => {
        this.chart = new globalThis.Chart($('traffic'), settings());
        this.show();
      };
      document.head.append(this.loading);
    }
  }

  choose(name) {
    this.view = name;
    this.buttons.forEach((button) => button.setAttribute('aria-pressed', String(button.textContent === name)));
    this.show();
  }

  /** Draws what there is now; called every second. */
  show(cluster = this.cluster, now = this.now) {
    Object.assign(this, { cluster, now });
    const view = VIEWS[this.view];
    if (!this.chart || !cluster) {
      return;
    }
    const colours = getComputedStyle(document.documentElement);
    const colour = (name) => colours.getPropertyValue(name).trim();
    const { chart } = this;
    const strong = this.strong(view, colour);
    chart.data.datasets = [...strong, ...this.thin(view, colour)];
    const { x, y } = chart.options.scales;
    Object.assign(x, { min: now - Seconds.MOST * 1000, max: now });
    x.ticks.color = y.ticks.color = colour('--soft');
    x.grid.color = y.grid.color = colour('--rule');
    y.ticks.precision = view.precision;
    y.ticks.callback = (value) => (value ? view.write(value) : '0');
    Object.assign(chart.options.plugins.tooltip, { backgroundColor: colour('--ink'), titleColor: colour('--paper'), bodyColor: colour('--paper') });
    chart.options.plugins.tooltip.callbacks.label = ({ dataset, parsed }) => `${dataset.label}: ${view.write(parsed.y)} ${view.unit || ''}`;
    chart.update('none');
    this.tell(view, strong);
  }

  strong({ lines, join = add }, colour) {
    return Object.entries(lines).map(([label, figure], i) => ({
      label,
      data: this.seconds.pointsOfAll(figure, join),
      borderColor: colour('--accent'),
      borderWidth: i ? 1.25 : 2.25,
      borderDash: i ? [4, 3] : [],
    }));
  }

  thin({ lines }, colour) {
    const ids = this.seconds.ids();
    const [figure] = Object.values(lines);
    return ids.length < 2 ? [] : ids.map((id) => ({
      label: this.cluster.name(id),
      data: this.seconds.points(id, figure),
      borderColor: colour('--soft'),
      borderWidth: 0.75,
    }));
  }

  // The same in words, which readers of screens are told in place of the drawing.
  tell({ write, unit = '', join }, strong) {
    const words = strong.map(({ label, data }) => {
      const values = data.map(({ y }) => y).filter((value) => value !== null);
      const of = label === 'all' ? 'all nodes' : join ? `${label} of the worst node` : label;
      return `${of} ${values.length ? write(values.at(-1)) : '–'} ${unit}, most ${values.length ? write(values.reduce((left, right) => Math.max(left, right))) : '–'} ${unit}`;
    });
    const nodes = this.seconds.ids().length > 1 ? '; thin: each node' : '';
    set($('legend'), words.join('; ').replace(/ ([,;]|$)/g, '$1') + nodes);
  }
}

function settings() {
  const font = { family: getComputedStyle(document.body).fontFamily, size: 12 };
  return {
    type: 'line',
    data: { datasets: [] },
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      maintainAspectRatio: false,
      interaction: { mode: 'index', intersect: false },
      elements: { point: { radius: 0, hitRadius: 0, hoverRadius: 3 }, line: { tension: 0, spanGaps: 3000 } },
      scales: {
        x: {
          type: 'linear',
          grid: { drawTicks: false },
          border: { display: false },
          ticks: { font, maxRotation: 0, callback: (at) => clock(at).slice(0, 5) },
          afterBuildTicks: (axis) => {
            const first = Math.ceil(axis.min / FIVE_MINUTES) * FIVE_MINUTES;
            axis.ticks = [0, 1, 2].map((i) => ({ value: first + i * FIVE_MINUTES })).filter(({ value }) => value <= axis.max);
          },
        },
        y: { beginAtZero: true, position: 'right', grid: { drawTicks: false }, border: { display: false }, ticks: { font, maxTicksLimit: 5 } },
      },
      plugins: {
        legend: { display: false },
        tooltip: { displayColors: false, callbacks: { title: ([item]) => (item ? `${clock(item.parsed.x)} UTC` : '') } },
      },
    },
  };
}
