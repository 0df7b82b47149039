import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf, discover, type BrokenKata, type Kata, type Verdict } from '@katas/kata';
import type { Text } from '@katas/structure';
import { ROOT } from './grader-digest.ts';
import { Home } from './home.ts';
import { say } from './i18n/commands.ts';
import { pickLanguage, type Language } from './i18n/language.ts';
import { nearest } from './nearest.ts';
import { Progress } from './progress.ts';
import { UsageError } from './usage-error.ts';
import { lookOf, wantsAscii, wantsColor, type Look } from './view/look.ts';

/** `kata lst` is taken for the name of a kata, and was meant as one of these. */
const COMMANDS = [
  'watch',
  'start',
  'check',
  'list',
  'show',
  'hint',
  'reset',
  'again',
  'compare',
  'replay',
  'grade',
  'verify',
  'mutate',
  'new',
];

/** Options that every command takes. */
export interface GlobalOptions {
  readonly as?: string;
  readonly lang?: string;
  readonly ascii?: boolean;
}

/** One call of the command: who calls, in which language, on which streams, and the katas that there are. */
export class Invocation {
  readonly home: Home;
  readonly handle: string;
  readonly language: Language;
  readonly katas: readonly Kata[];
  readonly broken: readonly BrokenKata[];
  readonly progress: Progress;
  readonly ascii: boolean;

  private constructor(
    options: GlobalOptions,
    found: { readonly katas: readonly Kata[]; readonly broken: readonly BrokenKata[] },
  ) {
    this.home = new Home(process.env);
    this.katas = found.katas;
    this.broken = found.broken;
    const language = pickLanguage(options.lang ?? this.home.config().lang, process.env);
    if (!language) throw new UsageError(say.language(options.lang ?? '').en);
    this.language = language;
    this.handle = this.home.handle(options.as);
    this.progress = new Progress(this.home, this.handle);
    this.ascii = options.ascii ?? wantsAscii(process.env);
  }

  static async open(options: GlobalOptions): Promise<Invocation> {
    return new Invocation(options, await discover(ROOT));
  }

  /** @throws {UsageError} for a slug that names no kata, with the one that was probably meant */
  kata(slug: string): Kata {
    const kata = this.katas.find((each) => each.slug === slug);
    if (kata) return kata;
    const broken = this.broken.find((each) => each.slug === slug);
    if (broken) throw new UsageError(this.text(say.brokenKata(slug, broken.problem)));
    const slugs = this.katas.map((each) => each.slug);
    const near = nearest(slug, slugs);
    const command = near === undefined ? nearest(slug, COMMANDS) : undefined;
    throw new UsageError(
      this.text(command ? say.notACommand(slug, command) : say.unknownKata(slug, near, slugs)),
    );
  }

  /** The named kata, else the one that the learner should work on: the first that is not passed. */
  kataOrCurrent(slug: string | undefined): Kata {
    if (slug !== undefined) return this.kata(slug);
    const current = this.katas.find((kata) => !this.isPassed(kata)) ?? this.katas.at(-1);
    if (!current) throw new UsageError(this.text(say.noKatas('katas/')));
    return current;
  }

  isPassed(kata: Kata): boolean {
    const passed = this.progress.of(kata.slug).passed;
    return kata.definition.stages.every((stage) => passed.includes(stage.slug));
  }

  solutionPath(slug: string): string {
    return this.home.solution(this.handle, slug);
  }

  /** Records a judged save of the learner's own; the stub as it came is no attempt. */
  recordVerdict(kata: Kata, verdict: Verdict): Text | undefined {
    const stub = digestOf(readFileSync(join(kata.dir, 'stub.ts'), 'utf8'));
    if (verdict.digests.solution === stub) return undefined;
    return this.progress.recordVerdict(verdict) ?? this.progress.warning;
  }

  text(text: Text): string {
    return text[this.language];
  }

  print(text: Text | string): void {
    process.stdout.write(`${typeof text === 'string' ? text : this.text(text)}\n`);
  }

  /** What the user should know and no program should parse. */
  warn(text: Text | undefined): void {
    if (text) process.stderr.write(`${this.text(text)}\n`);
  }

  look(stream: NodeJS.WriteStream = process.stdout): Look {
    return lookOf({
      width: stream.columns ?? 80,
      language: this.language,
      color: wantsColor(process.env, stream.isTTY),
      ascii: this.ascii,
    });
  }
}
