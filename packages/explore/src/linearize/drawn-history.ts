import type { Operation } from './operation.ts';

/**
 * A history from a drawing: one line a task, each call a name in square brackets that reach from its call to its
 * return; `~` instead of the closing bracket: it never returned.
 *
 *     P0  [push(1)]      [push(2)]
 *     C0       [pop():1]        ~
 */
export function drawn(drawing: string): Operation[] {
  const lines = drawing.split('\n').filter((line) => line.trim() !== '');
  return lines.flatMap((line) => {
    const task = line.trim().split(/\s/u)[0] ?? '';
    return [...line.matchAll(/\[\s*(\w+(?:\.\w+)?)\(([^)]*)\)(?::([^\]~]*?))?\s*([\]~])/gu)].map(
      ([text, name, args, answer, end], index): Operation => {
        const call = (lineMatches(line)[index] ?? 0) * 2;
        const failed = /^!(.*)$/u.exec(answer?.trim() ?? '');
        return {
          task,
          name: name ?? '',
          args: args === undefined || args.trim() === '' ? [] : args.split(',').map(read),
          ...(failed ? { error: failed[1] ?? '' } : answer === undefined ? {} : { result: read(answer) }),
          call,
          return: end === '~' ? Infinity : call + (text.length - 1) * 2 + 1,
        };
      },
    );
  });
}

function lineMatches(line: string): number[] {
  return [...line.matchAll(/\[/gu)].map(({ index }) => index);
}

function read(text: string): unknown {
  const value = text.trim();
  if (value === 'undefined' || value === '') return undefined;
  return /^(?:-?\d+|true|false|null|".*")$/u.test(value) ? JSON.parse(value) : value;
}
