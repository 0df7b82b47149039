/** One call of a program, as one would write it: `push(1, ctx)`. */
export interface Step {
  readonly text: string;
  readonly name: StepName;
  /** What is pushed. */
  readonly value: number | undefined;
  readonly hasContext: boolean;
}

export type StepName = 'push' | 'pop' | 'tryPush' | 'tryPop' | 'length' | 'close' | 'cancel' | 'gosched';

/** A goroutine and what it calls. */
export interface Lane {
  readonly name: string;
  readonly steps: readonly Step[];
}

/** Reads `P1: push(1); pop() | C1: pop(ctx)`: the text that a learner sees is the program that runs. */
export function lanesOf(program: string): readonly Lane[] {
  return program.split(' | ').map((text) => {
    const [name = '', body = ''] = text.split(': ');
    return { name, steps: stepsOf(body) };
  });
}

export function stepsOf(body: string): readonly Step[] {
  return body.split('; ').map((text) => {
    const found = /^(push|pop|tryPush|tryPop|length|close|cancel|gosched)(?:\((\d*)(?:, )?(ctx)?\))?$/.exec(
      text,
    );
    if (!found) throw new TypeError(`no step of a program: ${text}`);
    const [, name, value, ctx] = found;
    return {
      text,
      name: name as StepName,
      value: value ? Number(value) : undefined,
      hasContext: ctx !== undefined,
    };
  });
}
