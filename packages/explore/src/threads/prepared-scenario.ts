import { readFileSync } from 'node:fs';
import { enter } from './machine.ts';
import { type MakeCall, observed } from './observed-subject.ts';
import { isCatchingCode } from './module-code.ts';
import { RefusedError } from './refused-error.ts';
import type { Memory, ThreadBody, ThreadEnv, ThreadsScenario } from './scenario.ts';
import { SharedMemory } from './shared-memory.ts';
import { type Exports, type SourceModule, sourceModule } from './source-module.ts';
import { threadGlobals } from './thread-globals.ts';

/** A scenario without the types of its subject. */
export type AnyScenario = ThreadsScenario<Exports, unknown>;

/** Loads what the scenario names. @throws {RefusedError} when it can not be explored */
function sourceOf(subject: AnyScenario['subject']): SourceModule | undefined {
  if ('source' in subject && subject.source !== undefined)
    return sourceModule(subject.source, subject.file ?? 'subject.ts');
  if ('path' in subject && subject.path !== undefined) return sourceModule(read(subject.path), subject.path);
  return undefined;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new RefusedError(
      `the module can not be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** A scenario with its module loaded and its memory allocated. */
export class PreparedScenario {
  readonly scenario: AnyScenario;
  readonly source: SourceModule | undefined;
  readonly names: readonly string[];
  readonly memory: SharedMemory;
  readonly shared: Memory;
  /** Evaluated outside of every thread: allocates the memory and judges. */
  readonly module: Exports;
  readonly #bodies: readonly ThreadBody<unknown>[];
  readonly #envs: readonly ThreadEnv[];
  readonly #module: Exports | undefined;

  constructor(scenario: AnyScenario) {
    this.scenario = scenario;
    this.source = sourceOf(scenario.subject);
    const given = 'module' in scenario.subject ? (scenario.subject.module as Exports) : undefined;
    const source = this.source;
    this.names = Object.keys(scenario.run);
    this.#bodies = Object.values(scenario.run);
    if (this.names.length === 0) throw new TypeError('threads: a scenario needs at least one thread');
    if (!this.#bodies.every((body) => typeof body === 'function' || Array.isArray(body))) {
      throw new TypeError(
        'threads: what a thread does is a function, or calls as data: [["push", 1], ["pop"]]',
      );
    }
    const before = enter(undefined);
    try {
      const module = given ?? source?.evaluate();
      if (module === undefined)
        throw new TypeError('threads: the subject needs a module, a source or a path');
      this.module = module;
      this.shared = scenario.memory(module);
      this.#envs = this.names.map((name, id) => envOf(scenario, { name, id, memory: this.shared }));
      const [env] = this.#envs;
      if (scenario.init && env) scenario.init(this.open(module, env), env);
    } finally {
      enter(before);
    }
    this.memory = new SharedMemory(buffersOf(this.shared));
    // A module that keeps nothing between calls needs to be evaluated once only.
    const isStateless = source === undefined || source.state.length === 0;
    this.#module = isStateless ? (given ?? source?.evaluate()) : undefined;
  }

  /** Why a simulation would not be sound. */
  get onlyReal(): string | undefined {
    const { scenario, source } = this;
    const functions = Object.values(scenario.run).filter((body) => typeof body === 'function');
    const codes = source ? [] : Object.values(this.module).filter((each) => typeof each === 'function');
    const isCatching =
      source?.isCatching === true || [...codes, ...functions].some((code) => isCatchingCode(String(code)));
    return isCatching
      ? 'a loop catches whatever is thrown in it, and could not be taken off the stack'
      : undefined;
  }

  open(module: Exports, env: ThreadEnv): unknown {
    if (this.scenario.open) return this.scenario.open(module, this.shared, env);
    const classes = Object.values(module).filter((each) => typeof each === 'function');
    const [Subject] = classes as (new (memory: Memory) => unknown)[];
    if (Subject === undefined || classes.length > 1) {
      throw new TypeError('threads: `open` must say what a thread works on');
    }
    return new Subject(this.shared);
  }

  /** Opens the subject outside of every thread. */
  openAlone(): unknown {
    const [env] = this.#envs;
    return env && this.open(this.module, env);
  }

  readonly start = (thread: number, makeCall: MakeCall): unknown => {
    const env = this.#envs[thread];
    const body = this.#bodies[thread];
    if (env === undefined || body === undefined) return undefined;
    const module = this.#module ?? this.source?.evaluate() ?? this.module;
    return runBody(body, observed(this.open(module, env), makeCall), env);
  };
}

export function runBody(body: ThreadBody<unknown>, subject: unknown, env: ThreadEnv): unknown {
  if (typeof body === 'function') return body(subject, env);
  for (const [name, ...args] of body) {
    const method = (subject as Record<string, ((...args: unknown[]) => unknown) | undefined>)[name];
    if (typeof method !== 'function') throw new TypeError(`threads: the subject has no method ${name}`);
    Reflect.apply(method, subject, args);
  }
  return undefined;
}

export function envOf(
  scenario: Pick<AnyScenario, 'data'>,
  thread: Pick<ThreadEnv, 'name' | 'id' | 'memory'>,
): ThreadEnv {
  return Object.freeze({ ...threadGlobals(), ...thread, data: scenario.data }) as ThreadEnv;
}

export function buffersOf(memory: Memory): readonly SharedArrayBuffer[] {
  if (memory instanceof SharedArrayBuffer) return [memory];
  const buffers = Object.values(memory) as unknown[];
  if (buffers.length === 0 || !buffers.every((each) => each instanceof SharedArrayBuffer)) {
    throw new TypeError('threads: `memory` must give a SharedArrayBuffer, or several');
  }
  return buffers;
}
