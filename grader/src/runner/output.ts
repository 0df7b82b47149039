import type { Reporter } from './reporter.ts';

/** Sends what is printed as frames, so that it belongs to a test, and stops a flood. */
export function captureOutput(reporter: Reporter, outputKb: number): void {
  let left = outputKb * 1000;
  const write = (chunk: unknown, encoding?: unknown, done?: unknown): boolean => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString();
    if (left > 0) {
      left -= text.length;
      if (left > 0) reporter.send({ type: 'output', text });
      else {
        const spot = reporter.spotIn(new Error('flood').stack ?? '');
        reporter.send({ type: 'limit', kind: 'output', ...(spot && { spot }) });
      }
    }
    const callback = typeof encoding === 'function' ? encoding : done;
    if (typeof callback === 'function') queueMicrotask(() => callback());
    return true;
  };
  process.stdout.write = write;
  process.stderr.write = write;
}
