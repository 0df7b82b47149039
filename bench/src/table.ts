import type { Report, Row } from './report.ts';

/** The report as a Markdown table: a line per way, a column per case, medians and how many times ours they are. */
export function tableOf(report: Report): string {
  const cases = [...new Set(report.rows.map((row) => row.case))];
  const names = [...new Set(report.rows.map((row) => row.name))];
  const find = (name: string, which: string): Row | undefined =>
    report.rows.find((row) => row.name === name && row.case === which);
  const heads = cases.map(
    (which) => `${which} (${report.rows.find((row) => row.case === which)?.unit ?? ''})`,
  );
  const lines = names.map((name) => {
    const cells = cases.map((which) => cellOf(find(name, which), find('ours', which)));
    return `| ${name} | ${cells.join(' | ')} |`;
  });
  const n = Math.min(...report.rows.map((row) => row.n));
  return [
    `| | ${heads.join(' | ')} |`,
    `|---|${cases.map(() => '--:|').join('')}`,
    ...lines,
    '',
    `Medians of ${n} samples or more, taken in turns in one run; in brackets how many times ours.`,
    `${report.machine}; ${report.date}.`,
  ].join('\n');
}

function cellOf(row: Row | undefined, ours: Row | undefined): string {
  if (row === undefined) return '–';
  const value = Math.round(row.p50).toLocaleString('en');
  if (ours === undefined || row === ours) return `**${value}**`;
  return `${value} (${(row.p50 / ours.p50).toFixed(2)}×)`;
}
