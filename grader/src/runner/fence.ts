import type { init } from 'vitest/worker';
import type { RunSettings } from './frame.ts';
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

/** Gives the solution's module, and only that, its own view of the globals, and refuses its other imports. */
export function fenceModules(
  runner: ModuleRunner,
  settingsNow: () => RunSettings | undefined,
  onSolution: (sourceMap: string) => void,
): void {
  const evaluator: object = Reflect.get(runner, 'evaluator');
  // vitest announces a runner at every run, and a warm-up is one.
  if (fencedEvaluators.has(evaluator)) return;
  fencedEvaluators.add(evaluator);
  const evaluate = (Reflect.get(evaluator, 'runInlinedModule') as Evaluate).bind(evaluator);
  const fenced: Evaluate = (context, code, module) => {
    const settings = settingsNow();
    if (module.id !== settings?.solution) return evaluate(context, code, module);
    onSolution(module.meta?.sourceMap ?? '');
    for (const key of ['__vite_ssr_import__', '__vite_ssr_dynamic_import__']) {
      const real = context[key] as Import;
      context[key] = (specifier: unknown, ...rest: unknown[]) =>
        real(allowed(specifier, settings.imports), ...rest);
    }
    return evaluate(context, shadowed(code, settings.builtins), module);
  };
  Reflect.set(evaluator, 'runInlinedModule', fenced);
}

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

/** After a warm-up: what comes from this repository is evaluated again, with what the run provides. */
export function forgetModules(runner: ModuleRunner): void {
  for (const [id, module] of runner.evaluatedModules.idToModuleMap) {
    if (!id.includes('/node_modules/')) runner.evaluatedModules.invalidateModule(module);
  }
}
