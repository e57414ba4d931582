// How numbers are written: three significant digits, thin spaces, a dash for none; units stand in the heads.

export const NONE = '–';
const SPACE = '\u202f'; // narrow, and no line breaks there

const known = (n) => typeof n === 'number' && Number.isFinite(n);
const grouped = (n) => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, SPACE);

const threeDigits = (n) => n.toFixed(n >= 99.95 ? 0 : n >= 9.995 ? 1 : 2);

function prefixed(n) {
  if (n < 999.5) {
    return Number.isInteger(n) ? String(n) : threeDigits(n);
  }
  const power = Math.min(5, Math.floor(Math.log10(n * 1.000501) / 3)); // 999.5 k is 1.00 M
  return threeDigits(n / 1000 ** power) + SPACE + ' kMGTP'[power];
}

/** A number of things: in full below 100,000. */
export function count(n) {
  if (!known(n)) {
    return NONE;
  }
  return n < 100000 ? grouped(n) : prefixed(n);
}

/** Things a second. */
export function rate(n) {
  if (!known(n) || n < 0.005) {
    return NONE;
  }
  if (n >= 999.5 && n < 9995) {
    return grouped(Number(n.toPrecision(3)));
  }
  return prefixed(n);
}

/** Bytes, in units of 1,000. */
export function bytes(n) {
  return known(n) ? prefixed(Math.round(n)) : NONE;
}

/** Bytes with their unit, for where no head says it. */
export const size = (n) => (/\d$/.test(bytes(n)) ? `${bytes(n)}${SPACE}B` : `${bytes(n)}B`);

/** Milliseconds; what is below 0.01 is none to anybody who reads it. */
export function millis(n) {
  if (!known(n)) {
    return NONE;
  }
  if (n < 0.01) {
    return n > 0 ? `<${SPACE}0.01` : '0';
  }
  return n >= 999.5 ? grouped(n) : threeDigits(n);
}

/** A duration in the two largest units it has. */
export function duration(ms) {
  if (!known(ms)) {
    return NONE;
  }
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [large, small, names] = seconds < 3600
    ? [Math.floor(seconds / 60), seconds % 60, ['min', 's']]
    : seconds < 86400
      ? [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, ['h', 'min']]
      : [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, ['d', 'h']];
  const parts = [[large, names[0]], [small, names[1]]].filter(([n]) => n);
  return parts.map(([n, name]) => n + SPACE + name).join(' ') || `0${SPACE}${names[1]}`;
}

/** The time of day, UTC: the same for everybody who looks, and the same as in the logs. */
export const clock = (at) => (known(at) ? new Date(at).toISOString().slice(11, 19) : NONE);

/** The time of day, with the date where that is not today's. */
export function moment(at, now = Date.now()) {
  if (!known(at)) {
    return NONE;
  }
  const [day, time] = new Date(at).toISOString().slice(0, 19).split('T');
  return day === new Date(now).toISOString().slice(0, 10) ? time : `${day} ${time}`;
}

export const plural = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;
