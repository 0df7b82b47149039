import type { Row } from '../report.ts';

// A bar for each contender, with a whisker to the 95th percentile, on a logarithmic scale: the floor and jest must both
// be read off. Colours are legible on white and on black; the words take the reader's own colour.

const WIDTH = 760;
const LABEL = 170;
const RIGHT = 70;
const BAR = 22;
const GAP = 12;
const TOP = 56;
const BOTTOM = 46;
const OURS = '#2f81f7';
const OTHERS = '#8b949e';
const TICKS = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

const STYLE = [
  'text { font: 13px system-ui, sans-serif; fill: #1f2328; }',
  '.quiet { fill: #59636e; font-size: 12px; }',
  '.rule { stroke: #59636e; stroke-opacity: .35; }',
  '.whisker { stroke: #1f2328; stroke-width: 1.5; }',
  '@media (prefers-color-scheme: dark) {',
  'text { fill: #f0f6fc; } .quiet { fill: #9198a1; } .rule { stroke: #9198a1; } .whisker { stroke: #f0f6fc; }',
  '}',
].join('\n');

export interface Plot {
  readonly title: string;
  /** What the numbers are: `milliseconds, logarithmic; shorter is better`. */
  readonly axis: string;
  readonly rows: readonly Row[];
}

/** A plot as an SVG document. */
export function plotOf({ title, axis, rows }: Plot): string {
  const sorted = rows.toSorted((a, b) => a.p50 - b.p50);
  const height = TOP + sorted.length * (BAR + GAP) + BOTTOM;
  const low = Math.min(...sorted.map((row) => row.p50)) / 2;
  const high = Math.max(...sorted.map((row) => row.p95)) * 1.1;
  const x = (value: number): number =>
    LABEL + ((Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))) * (WIDTH - LABEL - RIGHT);
  const end = height - BOTTOM;
  const ticks = TICKS.filter((tick) => tick >= low && tick <= high).map(
    (tick) =>
      `<line class="rule" x1="${round(x(tick))}" x2="${round(x(tick))}" y1="${TOP - 8}" y2="${end}"/>` +
      `<text class="quiet" x="${round(x(tick))}" y="${end + 16}" text-anchor="middle">${tick}</text>`,
  );
  const bars = sorted.map((row, index) => barOf(row, TOP + index * (BAR + GAP), x));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<style>${STYLE}</style>`,
    `<text x="8" y="22" font-weight="600">${escaped(title)}</text>`,
    `<text class="quiet" x="8" y="40">median; the whisker ends at the 95th percentile</text>`,
    ...ticks,
    ...bars,
    `<text class="quiet" x="${(LABEL + WIDTH - RIGHT) / 2}" y="${height - 10}" text-anchor="middle">${escaped(axis)}</text>`,
    '</svg>',
    '',
  ].join('\n');
}

function barOf(row: Row, y: number, x: (value: number) => number): string {
  const middle = y + BAR / 2;
  const [left, p50, p95] = [LABEL, round(x(row.p50)), round(x(row.p95))];
  return [
    `<text x="${LABEL - 8}" y="${middle + 5}" text-anchor="end">${escaped(row.name)}</text>`,
    `<rect x="${left}" y="${y}" width="${round(p50 - left)}" height="${BAR}" rx="3" fill="${row.name === 'ours' ? OURS : OTHERS}"/>`,
    `<line class="whisker" x1="${p50}" x2="${p95}" y1="${middle}" y2="${middle}"/>`,
    `<line class="whisker" x1="${p95}" x2="${p95}" y1="${middle - 5}" y2="${middle + 5}"/>`,
    `<text x="${p95 + 6}" y="${middle + 5}">${Math.round(row.p50)}</text>`,
  ].join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
