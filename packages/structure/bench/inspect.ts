// How long a hot inspection takes: the complete red-black tree of the fixtures, with the rules of a typical kata.
import { readFileSync } from 'node:fs';
import { ts } from 'ts-morph';
import { createInspector } from '../src/index.ts';
import { TYPICAL } from '../src/fixture.ts';

const WARM = 100;
const RUNS = 30;

const text = readFileSync(new URL('../fixtures/fair/red-black-tree.ts', import.meta.url), 'utf8');
const inspector = createInspector();

function measure(run: (text: string) => void): { readonly p50: number; readonly p95: number } {
  const times: number[] = [];
  for (let i = 0; i < WARM + RUNS; i++) {
    // No two texts are alike, so nothing can be answered from the last one.
    const fresh = `${text}\n// ${i}`;
    const start = performance.now();
    run(fresh);
    times.push(performance.now() - start);
  }
  const sorted = times.slice(WARM).toSorted((a, b) => a - b);
  return { p50: sorted[RUNS / 2] ?? 0, p95: sorted[Math.floor(RUNS * 0.95)] ?? 0 };
}

const parse = measure((fresh) => ts.createSourceFile('/solution.ts', fresh, ts.ScriptTarget.ESNext, true));
const inspect = measure((fresh) =>
  inspector.inspect({ text: fresh, rules: TYPICAL, exports: ['SortedMap'] }),
);
const lines = text.split('\n').length;
for (const [name, { p50, p95 }] of Object.entries({ 'parse only': parse, inspect })) {
  console.log(
    `${name}: ${lines} lines, ${TYPICAL.length} rules, p50 ${p50.toFixed(2)} ms, p95 ${p95.toFixed(2)} ms`,
  );
}
