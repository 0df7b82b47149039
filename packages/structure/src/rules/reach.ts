import type { Text } from '../text.ts';

// What reaches a forbidden builtin without naming it, or does its work under another name.

/** Turn text into code, or load code: what they give can't be read. */
export const CODE_MAKERS: readonly string[] = [
  'eval',
  'Function',
  'require',
  'module',
  'ShadowRealm',
  'WebAssembly',
  'Worker',
];

/** Give back, or copy, what the kata wants built. */
export const COPIERS: readonly string[] = ['structuredClone'];

/** Dictionaries of the platform under another name. */
export const LOOKALIKES: readonly string[] = [
  'URLSearchParams',
  'URL',
  'URLPattern',
  'Headers',
  'FormData',
  'Request',
  'Response',
  'Storage',
  'localStorage',
  'sessionStorage',
  'EventTarget',
  'BroadcastChannel',
  'MessageChannel',
  'Proxy',
  'navigator',
  'document',
  'caches',
  'indexedDB',
  'cookieStore',
  'CSS',
  'CustomElementRegistry',
];

/** Properties of global objects that lead to a forbidden builtin. */
export const PATHS: readonly string[] = [
  'process.binding',
  'process._linkedBinding',
  'process.getBuiltinModule',
  'process.mainModule',
  'process.allowedNodeEnvironmentFlags',
  'process.dlopen',
  'process.constructor',
  'console._times',
  'Error.prepareStackTrace',
  'Intl.getCanonicalLocales',
  'Intl.supportedValuesOf',
  'Intl.Locale',
  'Object.groupBy',
  'performance.mark',
  'performance.measure',
  'performance.getEntriesByName',
];

/** Objects of the platform whose properties must be named, for some of them are in {@link PATHS}. */
export const MUST_BE_NAMED: readonly string[] = ['process', 'console', 'Error', 'Intl', 'Object', 'Reflect'];

/** Accessors that every object has and that lead out of it. */
export const EXITS: readonly string[] = [
  '__proto__',
  '__lookupGetter__',
  '__lookupSetter__',
  '__defineGetter__',
  '__defineSetter__',
];

/** Modules of Node that make code, copy values or hold keyed values. */
const NODE_MODULES: readonly string[] = [
  'vm',
  'v8',
  'module',
  'repl',
  'inspector',
  'inspector/promises',
  'child_process',
  'wasi',
  'querystring',
  'sqlite',
  'process',
];

/** Exports of Node's modules that do the same; the rest of those modules is harmless here. */
const NODE_EXPORTS: readonly string[] = [
  'MIMEParams',
  'MIMEType',
  'EventEmitter',
  'AsyncLocalStorage',
  'BroadcastChannel',
  'receiveMessageOnPort',
  'createRequire',
];

const PACKAGE_WORDS =
  /(?:^|[-_/@.])(?:(?:hash|tree|sorted|multi|bi|linked|ordered|lru|trie|immutable|persistent|weak)?-?_?(?:map|set|dict|dictionary|hashtable|collections?)s?|immutable|lodash|underscore|ramda|core-js|mnemonist|js-sdsl|functional-red-black-tree|bintrees|data-structures?|hamt|lru|lru-cache|quick-lru|keyv|memory-cache|node-cache)(?:$|[-_/.])/i;

/** Does a module stand for a dictionary or for code made at run time. */
export function isSuspectModule(module: string): boolean {
  const name = module.replace(/^node:/, '');
  if (NODE_MODULES.includes(name)) return true;
  return (
    !module.startsWith('.') &&
    !module.startsWith('#') &&
    !module.startsWith('@katas/') &&
    PACKAGE_WORDS.test(module)
  );
}

export function isSuspectExport(module: string, name: string): boolean {
  const last = name.split('.').at(-1) ?? name;
  if (name === 'default' && /^(?:node:)?events$/.test(module)) return true;
  return NODE_EXPORTS.includes(last) || LOOKALIKES.includes(last) || COPIERS.includes(last);
}

export const BUILD_IT: Text = {
  en: 'Build it yourself: an array of buckets or slots, addressed by the hash, is all that is needed.',
  zh: '请自己实现：一个由哈希值定位的桶（或槽）数组就够了。',
};

export const NAME_IT: Text = {
  en: 'Write the property you need by its name; then everyone, the grader included, can see what is used.',
  zh: '把要用的属性直接写出名字，这样任何人（包括评测程序）都能看清用了什么。',
};
