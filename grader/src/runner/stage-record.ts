import type { ExploredVerdict, LimitKind, StageVerdict, TestVerdict, Verdict } from '@katas/kata';
import type { Text } from '@katas/structure';
import type { Frame, FrameError, Spot } from './frame.ts';
import type { Job } from './runner.ts';

type Place = NonNullable<TestVerdict['place']>;

const LIMIT_MESSAGE: Record<LimitKind, Text> = {
  loop: {
    en: 'It did not come to an end: a loop that never stops, or far too much work.',
    zh: '一直没有结束：循环停不下来，或者做的工作太多。',
  },
  unsettled: {
    en: 'It waits for something that never happens: a promise that is never settled.',
    zh: '在等一件永远不会发生的事：有一个 promise 一直没有完成。',
  },
  time: { en: 'The stage took too long as a whole.', zh: '整个阶段用时太长。' },
  memory: { en: 'It used more memory than allowed.', zh: '使用的内存超过了上限。' },
  output: { en: 'It printed more than allowed.', zh: '输出的内容超过了上限。' },
  exit: { en: 'It tried to end the process.', zh: '它试图结束进程。' },
  crash: { en: 'The process of the run ended unexpectedly.', zh: '运行进程意外终止。' },
};

const NEVER_STARTED: Text = {
  en: 'No test ran: the file threw while it was being loaded.',
  zh: '没有运行任何测试：文件在加载时就抛出了异常。',
};

/** How the message of a refused builtin or import begins. */
const BREACH = 'RuleBreachError: ';
/** What a test may show of the learner's output. */
const MAX_OUTPUT = 8000;

interface Entry {
  sentence: Text;
  stubReason: string | undefined;
  verdict: TestVerdict | undefined;
  output: string;
}

/** Gathers what a run says into the verdict of its stage. */
export class StageRecord {
  readonly #job: Pick<Job, 'kata' | 'stage' | 'text' | 'onTest'>;
  readonly #started = performance.now();
  readonly #entries = new Map<string, Entry>();
  #current: Entry | undefined;
  #output = '';
  #broken: FrameError | undefined;
  #limit: { kind: LimitKind; place?: Place } | undefined;
  #duplicates = 0;
  #explored: ExploredVerdict | undefined;

  constructor(job: Pick<Job, 'kata' | 'stage' | 'text' | 'onTest'>) {
    this.#job = job;
  }

  get limited(): boolean {
    return this.#limit !== undefined;
  }

  /** Takes a frame; true when the process must be killed now. */
  take(frame: Frame): boolean {
    // What a process says between its limit and its end is no verdict any more.
    if (this.#limit) return true;
    switch (frame.type) {
      case 'collected':
        for (const { name, zh, passesOnStub } of frame.tests) {
          if (this.#entries.has(name)) this.#duplicates += 1;
          this.#entries.set(name, {
            sentence: { en: name, zh },
            stubReason: passesOnStub,
            verdict: undefined,
            output: '',
          });
        }
        return false;
      case 'start':
        this.#current = this.#entries.get(frame.name);
        return false;
      case 'end':
        return this.#end(frame);
      case 'output':
        if (this.#current) this.#current.output = append(this.#current.output, frame.text);
        else this.#output = append(this.#output, frame.text);
        return false;
      case 'explored':
        this.#explored = add(this.#explored, frame);
        return false;
      case 'broken':
        this.#broken ??= frame.error;
        return false;
      case 'limit':
        this.limit(frame.kind, frame.spot);
        return true;
      case 'candidate':
      case 'done':
        return false;
    }
  }

  #end(frame: Frame & { type: 'end' }): boolean {
    const entry = this.#entries.get(frame.name);
    this.#current = undefined;
    if (!entry || frame.state === 'skip') return false;
    if (frame.state === 'timeout') {
      this.#current = entry;
      this.limit('unsettled', frame.error?.spot);
      return true;
    }
    this.#settle(entry, {
      sentence: entry.sentence,
      outcome: frame.state,
      durationMs: frame.durationMs,
      ...(frame.error && this.#told(frame.error)),
    });
    return false;
  }

  /** A limit was reached, or the process is gone; only the first one counts. */
  limit(kind: LimitKind, spot?: Spot): void {
    if (this.#limit) return;
    const place = spot && this.#place(spot);
    this.#limit = { kind, ...(place && { place }) };
    const entry = this.#current;
    if (!entry || entry.verdict) return;
    this.#settle(entry, {
      sentence: entry.sentence,
      outcome: 'limit',
      message: LIMIT_MESSAGE[kind].en,
      ...(place && { place }),
    });
  }

  /** An error outside of any test: a rejected promise that nobody handles, a throw in a timer. */
  unhandled(error: FrameError): void {
    this.#broken ??= error;
  }

  #settle(entry: Entry, verdict: TestVerdict): void {
    entry.verdict = {
      ...verdict,
      ...(entry.output && { output: entry.output }),
      ...(entry.stubReason && { passesOnStub: entry.stubReason }),
    };
    this.#job.onTest?.(entry.verdict);
  }

  #told(error: FrameError): Partial<TestVerdict> {
    const place = error.spot && this.#place(error.spot);
    return {
      message: error.message,
      ...(error.diff && { diff: error.diff }),
      ...(error.input && { input: error.input }),
      ...(place && { place }),
      ...this.#toldSchedule(error),
    };
  }

  #toldSchedule({ story, replay, mistake }: FrameError): Partial<TestVerdict> {
    const known = mistake === undefined ? undefined : this.#job.kata.definition.mistakes?.[mistake];
    const told = story === undefined ? undefined : (JSON.parse(story) as TestVerdict['story']);
    return {
      ...(known && mistake !== undefined && { mistake: { slug: mistake, ...known } }),
      ...(told && { story: told }),
      ...(replay && { replay }),
    };
  }

  /** The word at a position, as a range. */
  #place(spot: Spot): Place | undefined {
    const line = this.#job.text.split('\n')[spot.line - 1];
    if (line === undefined) return undefined;
    const column = Math.min(spot.column, line.length + 1);
    const word = /^(?:[\p{ID_Continue}$]+|.)/u.exec(line.slice(column - 1))?.[0] ?? '';
    return { line: spot.line, column, endLine: spot.line, endColumn: column + Math.max(1, word.length) };
  }

  /** The verdict of the stage, once the run is over. */
  verdict(): StageVerdict {
    const tests = [...this.#entries.values()].map(
      (entry): TestVerdict => entry.verdict ?? { sentence: entry.sentence, outcome: 'not-run' },
    );
    const run = tests.filter((test) => test.outcome === 'pass' || test.outcome === 'fail').length;
    const base = {
      slug: this.#job.stage.slug,
      title: this.#job.stage.title,
      expected: this.#job.stage.tests,
      run,
      tests,
      ...(this.#explored && { explored: this.#explored }),
      ...(this.#output && { output: this.#output }),
      durationMs: performance.now() - this.#started,
    };
    return { ...base, ...this.#outcome(tests, run) };
  }

  #outcome(
    tests: readonly TestVerdict[],
    run: number,
  ): Pick<StageVerdict, 'outcome'> & Partial<StageVerdict> {
    if (this.#limit) {
      const { kind, place } = this.#limit;
      return { outcome: 'limit', limit: kind, message: LIMIT_MESSAGE[kind], ...(place && { place }) };
    }
    if (tests.some((test) => test.outcome === 'fail') && !this.#broken) return { outcome: 'fail' };
    if (this.#broken) return this.#brokenOutcome(tests.length);
    // A pass must prove that it ran: exactly the tests that the kata declares, each to its end.
    if (run !== this.#job.stage.tests || tests.length !== run || this.#duplicates > 0)
      return { outcome: 'unknown', message: wrongCount(this.#job.stage.tests, run) };
    return { outcome: 'pass' };
  }

  #brokenOutcome(collected: number): Pick<StageVerdict, 'outcome'> & Partial<StageVerdict> {
    const error = this.#broken;
    const place = error?.spot && this.#place(error.spot);
    const said = error?.message ?? '';
    if (said.startsWith(BREACH)) {
      const breach = said.slice(BREACH.length);
      return { outcome: 'fail', message: { en: breach, zh: breach }, ...(place && { place }) };
    }
    const outcome: Verdict['outcome'] = collected === 0 ? 'error' : 'fail';
    const message: Text =
      collected === 0
        ? { en: `${NEVER_STARTED.en} ${said}`, zh: `${NEVER_STARTED.zh} ${said}` }
        : {
            en: `An error was thrown outside of any test, where nothing could catch it. ${said}`,
            zh: `在测试之外抛出了一个没有被捕获的错误。${said}`,
          };
    return { outcome, message, ...(place && { place }) };
  }
}

/** Each program counts with the bound that it reached; what was run under every schedule there is bounds nothing. */
function add(
  sum: ExploredVerdict | undefined,
  { schedules, bound }: Frame & { type: 'explored' },
): ExploredVerdict {
  const bounds = [sum?.bound, bound ?? undefined].filter((each) => each !== undefined);
  return {
    programs: (sum?.programs ?? 0) + 1,
    schedules: (sum?.schedules ?? 0) + schedules,
    ...(bounds.length > 0 && { bound: Math.min(...bounds) }),
  };
}

function append(output: string, text: string): string {
  return output.length >= MAX_OUTPUT ? output : (output + text).slice(0, MAX_OUTPUT);
}

function wrongCount(expected: number, run: number): Text {
  return {
    en: `${run} of ${expected} tests came to an answer, so this is not a pass.`,
    zh: `${expected} 个测试中只有 ${run} 个有结果，因此不能算通过。`,
  };
}
