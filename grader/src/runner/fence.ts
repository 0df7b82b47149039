import type { init } from 'vitest/worker';
import type { RunSettings, Transformed } from './frame.ts';
import { reporter } from './reporter.ts';

// What reading the source can't see is disarmed here. Inside the solution's module the forbidden builtins,
// `globalThis` and `process` are other bindings; constructor chains end in a refusal; code can't be made from
// strings (a flag of the process); imports beyond the kata's list are refused. The suite and vitest keep the real ones.

class RuleBreachError extends Error {
  override name = 'RuleBreachError';
}

type ModuleRunner = Parameters<NonNullable<Parameters<typeof init>[0]['onModuleRunner']>>[0];

type Evaluate = (
  context: Record<string, unknown>,
  code: string,
  module: { id: string; meta?: { sourceMap?: string } },
) => Promise<unknown>;

type Import = (specifier: string, ...rest: unknown[]) => Promise<unknown>;

const SHADOWS = Symbol.for('katas.shadows');
const HIDDEN_GLOBAL = /^__vi|^vitest$/;
const GLOBAL_NAMES: readonly PropertyKey[] = ['globalThis', 'global', 'self', 'window'];
const PROCESS_ALLOWED: readonly PropertyKey[] = [
  'nextTick',
  'hrtime',
  'uptime',
  'memoryUsage',
  'cpuUsage',
  'stdout',
  'stderr',
  'emitWarning',
  'version',
  'versions',
  'platform',
  'arch',
  'cwd',
];
const PROCESS_ENDS: readonly PropertyKey[] = ['exit', 'reallyExit', 'abort', 'kill', '_kill'];

function refuse(what: string): never {
  throw new RuleBreachError(
    `this kata is to be built without ${what}, and the solution reached it while running`,
  );
}

/** Stands in for a builtin: any use of it is refused. */
function refusal(name: string): object {
  const trap = (): never => refuse(`the builtin ${name}`);
  return new Proxy(function refused() {}, {
    apply: trap,
    construct: trap,
    get: trap,
    has: trap,
    getPrototypeOf: trap,
  });
}

function fencedProcess(): object {
  return new Proxy(process, {
    get(target, key) {
      if (PROCESS_ENDS.includes(key)) return endOfProcess;
      if (key === 'env') return {};
      if (!PROCESS_ALLOWED.includes(key)) return undefined;
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
    has: (_, key) => PROCESS_ALLOWED.includes(key),
    ownKeys: () => [],
    getOwnPropertyDescriptor: () => undefined,
    getPrototypeOf: () => Object.prototype,
  });
}

function endOfProcess(): never {
  const stack = new Error('process ended').stack ?? '';
  const spot = reporter().spotIn(stack);
  reporter().send({ type: 'limit', kind: 'exit', ...(spot && { spot }) });
  throw new RuleBreachError('the solution tried to end the process');
}

function fencedGlobal(builtins: readonly string[], itsProcess: object): object {
  const hidden = (key: PropertyKey): boolean =>
    typeof key === 'symbol'
      ? Symbol.keyFor(key)?.startsWith('katas.') === true
      : HIDDEN_GLOBAL.test(String(key));
  const refuseForbidden = (key: PropertyKey): void => {
    if (typeof key === 'string' && builtins.includes(key)) refuse(`the builtin ${key}`);
  };
  // The target is no real global: what is fixed there (`__vitest_index__`) could not be hidden.
  const proxy: object = new Proxy(
    {},
    {
      get(_, key) {
        if (GLOBAL_NAMES.includes(key)) return proxy;
        if (key === 'process') return itsProcess;
        if (hidden(key)) return undefined;
        refuseForbidden(key);
        return Reflect.get(globalThis, key);
      },
      getOwnPropertyDescriptor(_, key) {
        const descriptor = hidden(key) ? undefined : Reflect.getOwnPropertyDescriptor(globalThis, key);
        if (!descriptor) return undefined;
        refuseForbidden(key);
        return {
          value: Reflect.get(proxy, key),
          writable: true,
          enumerable: descriptor.enumerable === true,
          configurable: true,
        };
      },
      has: (_, key) => !hidden(key) && Reflect.has(globalThis, key),
      ownKeys: () =>
        Reflect.ownKeys(globalThis).filter((key) => !hidden(key) && !builtins.includes(String(key))),
      set: (_, key, value) => Reflect.set(globalThis, key, value),
      defineProperty: (_, key, descriptor) =>
        Reflect.defineProperty(globalThis, key, { ...descriptor, configurable: true }),
      deleteProperty: (_, key) => Reflect.deleteProperty(globalThis, key),
    },
  );
  return proxy;
}

/** Ends constructor chains (`Object.getPrototypeOf(x).constructor`) of the forbidden builtins in a refusal. */
export function disarm(settings: RunSettings): void {
  for (const name of settings.builtins) {
    const builtin: unknown = Reflect.get(globalThis, name);
    if (typeof builtin !== 'function') continue;
    const trap = (): never => refuse(`the builtin ${name}`);
    // Printing a value reads `constructor.name`; only making one is refused.
    const disarmed = new Proxy(builtin, { apply: trap, construct: trap });
    const prototype: unknown = builtin.prototype;
    if (typeof prototype === 'object' && prototype !== null)
      Object.defineProperty(prototype, 'constructor', {
        value: disarmed,
        writable: true,
        configurable: true,
      });
  }
}

const fencedEvaluators = new WeakSet<object>();

/** Takes over the solution's module: see `Rehearsal` and `Batch`. */
interface Substitute {
  adopt(load: (solution: Transformed | undefined) => Promise<void>): void;
}

interface FenceOptions {
  readonly settings: () => RunSettings | undefined;
  /** What evaluates solutions in the place of the suite's own import of one. */
  readonly substitute: () => Substitute | undefined;
  /** The source map of the learner's text, right before it is evaluated. */
  readonly onMap: (sourceMap: string) => void;
  /** The learner's text was evaluated: what is loaded after it is not the learner's. */
  readonly onLoaded: () => void;
}

/** Gives the solution's module, and only that, its own view of the globals, and refuses its other imports. */
export function fenceModules(runner: ModuleRunner, options: FenceOptions): void {
  const evaluator: object = Reflect.get(runner, 'evaluator');
  // vitest announces a runner at every run.
  if (fencedEvaluators.has(evaluator)) return;
  fencedEvaluators.add(evaluator);
  const evaluate = (Reflect.get(evaluator, 'runInlinedModule') as Evaluate).bind(evaluator);
  const fenced: Evaluate = async (context, code, module) => {
    const settings = options.settings();
    if (module.id !== settings?.solution) return await evaluate(context, code, module);
    const substitute = options.substitute();
    if (substitute) return await holdPlace({ context, code, module, evaluate, settings, substitute });
    options.onMap(module.meta?.sourceMap ?? '');
    for (const key of IMPORTS) {
      const real = context[key] as Import;
      context[key] = (specifier: unknown, ...rest: unknown[]) =>
        real(allowed(specifier, settings.imports), ...rest);
    }
    try {
      return await evaluate(context, shadowed(code, settings.builtins), module);
    } finally {
      options.onLoaded();
    }
  };
  Reflect.set(evaluator, 'runInlinedModule', fenced);
}

interface Place {
  readonly context: Record<string, unknown>;
  /** Imports what a solution may import, in the order of the settings. */
  readonly code: string;
  readonly module: { id: string; meta?: { sourceMap?: string }; map?: unknown };
  readonly evaluate: Evaluate;
  readonly settings: RunSettings;
  readonly substitute: Substitute;
}

/** A suite that is rehearsed imports an empty module; solutions are evaluated into it, one after the other. */
async function holdPlace({ context, code, module, evaluate, settings, substitute }: Place): Promise<unknown> {
  const imported: unknown[] = [];
  const real = context[IMPORTS[0]] as Import;
  const note: Import = async (specifier, ...rest) => {
    const found = await real(specifier, ...rest);
    imported.push(found);
    return found;
  };
  await evaluate({ ...context, [IMPORTS[0]]: note }, code, module);
  const importAllowed = (specifier: unknown): Promise<unknown> => {
    const name = allowed(specifier, settings.imports);
    return Promise.resolve(imported[settings.imports.indexOf(name)]);
  };
  const exported = context['__vite_ssr_exports__'] as object;
  substitute.adopt(async (solution) => {
    for (const key of Object.keys(exported)) Reflect.deleteProperty(exported, key);
    if (!solution) return;
    module.map = undefined;
    module.meta = { ...module.meta, sourceMap: solution.map };
    const own = { ...context, [IMPORTS[0]]: importAllowed, [IMPORTS[1]]: importAllowed };
    await evaluate(own, shadowed(solution.code, settings.builtins), module);
  });
  return undefined;
}

const IMPORTS = ['__vite_ssr_import__', '__vite_ssr_dynamic_import__'] as const;

function allowed(specifier: unknown, imports: readonly string[]): string {
  // An object could say another name each time it is asked.
  if (typeof specifier !== 'string') throw new RuleBreachError('an import needs a string');
  // vite has already replaced a bare name by the path of its file
  const fits = (name: string): boolean =>
    specifier === name ||
    specifier.includes(`/packages/${name.replace('@katas/', '')}/src/`) ||
    specifier.includes(`/node_modules/${name}/`);
  if (imports.some(fits)) return specifier;
  throw new RuleBreachError(
    imports.length === 0
      ? `this kata imports nothing, and the solution imports "${specifier}"`
      : `the solution imports "${specifier}"; this kata allows only ${imports.join(', ')}`,
  );
}

function shadowed(code: string, builtins: readonly string[]): string {
  const itsProcess = fencedProcess();
  const itsGlobal = fencedGlobal(builtins, itsProcess);
  const shadows: Record<string, unknown> = {
    globalThis: itsGlobal,
    global: itsGlobal,
    process: itsProcess,
    require: undefined,
    module: undefined,
    exports: undefined,
  };
  for (const name of builtins) shadows[name] = refusal(name);
  const names = Object.keys(shadows);
  Object.defineProperty(globalThis, SHADOWS, {
    configurable: true,
    get() {
      Reflect.deleteProperty(globalThis, SHADOWS);
      return Object.values(shadows);
    },
  });
  // Two functions deep: a solution may declare a class named like a builtin, which a parameter would forbid.
  // One line, so that line numbers stay.
  return `return (async (${names.join(',')}) => (async () => {"use strict";${code}\n})())(...globalThis[Symbol.for('katas.shadows')])`;
}
