// Sparklines: the last minute as a line, with nothing but its shape to say.

const WIDTH = 60;
const HEIGHT = 16;

/** Draws the values, oldest first, into the svg; the newest stands at its right edge. The floor is zero. */
export function spark(svg, values) {
  let line = svg.firstElementChild;
  if (!line) {
    svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
    svg.setAttribute('preserveAspectRatio', 'none');
    line = document.createElementNS('http://www.w3.org/2000/svg', 'polyline');
    svg.append(line);
  }
  const most = Math.max(...values, 0);
  const points = values.map((value, i) => {
    const x = WIDTH - (values.length - 1 - i) * (WIDTH / 59);
    const y = HEIGHT - 1 - (most ? value / most : 0) * (HEIGHT - 2);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  line.setAttribute('points', values.length > 1 ? points.join(' ') : '');
}

/** An svg to draw into. */
export function newSpark() {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'spark');
  svg.setAttribute('aria-hidden', 'true');
  return svg;
}
