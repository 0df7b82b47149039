import { NUMBER, STRING, type Shape, UNKNOWN_SHAPE } from './shape.ts';

const NUMBER_METHODS =
  /^(?:indexOf|lastIndexOf|findIndex|findLastIndex|charCodeAt|codePointAt|push|unshift|localeCompare|compareExchange|getInt\d+|getUint\d+|getFloat\d+|now|valueOf)$/;
const STRING_METHODS =
  /^(?:toString|join|charAt|toFixed|toPrecision|padStart|padEnd|trim|trimStart|trimEnd|toLowerCase|toUpperCase|substring|substr|repeat|replace|replaceAll|normalize|toISOString|toLocaleString)$/;
const BOOLEAN_METHODS = /^(?:includes|some|every|has|startsWith|endsWith|test)$/;

/** What a method of the platform gives, by its name alone. */
export function shapeOfMethod(name: string): Shape | undefined {
  if (NUMBER_METHODS.test(name)) return NUMBER;
  if (STRING_METHODS.test(name)) return STRING;
  return BOOLEAN_METHODS.test(name) ? { is: 'boolean' } : undefined;
}

/** Does a method of a list give a list of the same elements. */
export function givesSameList(name: string): boolean {
  return /^(?:slice|filter|reverse|toReversed|sort|toSorted|concat|fill|splice|values|copyWithin|subarray)$/.test(
    name,
  );
}

/** Does a method of a list give one of its elements. */
export function givesElement(name: string): boolean {
  return /^(?:pop|shift|at|find|findLast)$/.test(name);
}

const NUMBERS =
  /^(?:Math\.\w+|Number|parseInt|parseFloat|Number\.parse(?:Int|Float)|BigInt|Atomics\.\w+|Date\.now|performance\.now)$/;
const STRINGS =
  /^(?:String|JSON\.stringify|String\.from\w+|String\.raw|encodeURI\w*|decodeURI\w*|btoa|atob|escape)$/;
const BOOLEANS = /^(?:Boolean|Object\.is|Object\.hasOwn|Array\.isArray|Number\.is\w+)$/;
const NUMBER_LISTS = /^(?:Big)?(?:Int|Uint|Float)\d+(?:Clamped)?Array$/;

/** What a function or class of the platform gives; `argument` is its type argument. */
export function shapeOfPlatformCall(path: string, argument: Shape): Shape {
  if (NUMBERS.test(path)) return NUMBER;
  if (STRINGS.test(path)) return STRING;
  if (BOOLEANS.test(path)) return { is: 'boolean' };
  if (path === 'Symbol' || path === 'Symbol.for') return { is: 'symbol' };
  if (NUMBER_LISTS.test(path)) return { is: 'list', element: NUMBER };
  if (path === 'Object.keys' || path === 'Object.getOwnPropertyNames') return { is: 'list', element: STRING };
  const isArray = path === 'Array' || path === 'Array.from' || path === 'Array.of';
  return isArray ? { is: 'list', element: argument } : UNKNOWN_SHAPE;
}
