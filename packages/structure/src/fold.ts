import { Buffer } from 'node:buffer';
import type { Literal } from './value.ts';

const LONGEST = 4096;

/** What a method of the platform makes of known strings, numbers and lists; undefined where it is not modelled. */
export function foldMethod(
  receiver: Literal | readonly Literal[],
  method: string,
  args: readonly Literal[],
): Literal | readonly Literal[] {
  if (typeof receiver === 'string') return foldString(receiver, method, args);
  if (typeof receiver === 'number') {
    return method === 'toString' && typeof args[0] !== 'object'
      ? receiver.toString(radix(args[0]))
      : undefined;
  }
  return Array.isArray(receiver) ? foldList(receiver, method, args) : undefined;
}

function foldString(text: string, method: string, args: readonly Literal[]): Literal | readonly Literal[] {
  const first = args[0];
  const second = args[1];
  switch (method) {
    case 'toString':
    case 'valueOf':
    case 'normalize':
      return text;
    case 'toUpperCase':
    case 'toLocaleUpperCase':
      return text.toUpperCase();
    case 'toLowerCase':
    case 'toLocaleLowerCase':
      return text.toLowerCase();
    case 'trim':
      return text.trim();
    case 'concat':
      return text + args.map(String).join('');
    case 'charAt':
      return text.charAt(Number(first ?? 0));
    case 'at':
      return text.at(Number(first ?? 0));
    case 'charCodeAt':
    case 'codePointAt':
      return text.charCodeAt(Number(first ?? 0));
    case 'slice':
      return text.slice(Number(first ?? 0), optional(second));
    case 'substring':
      return text.substring(Number(first ?? 0), optional(second));
    case 'substr':
      return text.slice(
        Number(first ?? 0),
        second === undefined ? undefined : Number(first ?? 0) + Number(second),
      );
    case 'repeat':
      return text.length * Number(first) < LONGEST ? text.repeat(Math.max(0, Number(first))) : undefined;
    case 'padStart':
      return Number(first) < LONGEST ? text.padStart(Number(first), String(second ?? ' ')) : undefined;
    case 'padEnd':
      return Number(first) < LONGEST ? text.padEnd(Number(first), String(second ?? ' ')) : undefined;
    case 'replace':
      return text.replace(String(first), () => String(second));
    case 'replaceAll':
      return text.replaceAll(String(first), () => String(second));
    case 'split':
      return text.split(String(first));
    default:
      return undefined;
  }
}

function foldList(
  list: readonly Literal[],
  method: string,
  args: readonly Literal[],
): Literal | readonly Literal[] {
  switch (method) {
    case 'join':
      return list.map((one) => one ?? '').join(args[0] === undefined ? ',' : String(args[0]));
    case 'toString':
      return list.map((one) => one ?? '').join(',');
    case 'reverse':
    case 'toReversed':
      return list.toReversed();
    case 'concat':
      return [...list, ...args];
    case 'at':
      return list.at(Number(args[0] ?? 0));
    case 'pop':
      return list.at(-1);
    case 'shift':
      return list[0];
    case 'slice':
      return list.slice(Number(args[0] ?? 0), optional(args[1]));
    default:
      return undefined;
  }
}

/** What a function of the platform, named by its path, makes of known arguments. */
export function foldCall(path: string, args: readonly Literal[]): Literal | readonly Literal[] {
  const text = String(args[0]);
  switch (path) {
    case 'String':
      return args.length === 0 ? '' : text;
    case 'Number':
    case 'parseInt':
    case 'Number.parseInt':
      return path === 'Number' ? Number(args[0]) : Number.parseInt(text, Number(args[1] ?? 10));
    case 'Boolean':
      return Boolean(args[0]);
    case 'String.fromCharCode':
      return String.fromCharCode(...args.map(Number));
    case 'String.fromCodePoint':
      return args.every((one) => Number(one) >= 0 && Number(one) < 0x11_00_00)
        ? String.fromCodePoint(...args.map(Number))
        : undefined;
    case 'atob':
      return Buffer.from(text, 'base64').toString('latin1');
    case 'btoa':
      return Buffer.from(text, 'latin1').toString('base64');
    case 'decodeURIComponent':
    case 'decodeURI':
    case 'unescape':
      return decoded(text);
    case 'JSON.parse':
      return parsed(text);
    case 'Array.of':
      return args;
    default:
      return undefined;
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function parsed(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

function optional(value: Literal): number | undefined {
  return value === undefined ? undefined : Number(value);
}

function radix(value: Literal): number {
  const base = Number(value ?? 10);
  return base >= 2 && base <= 36 ? base : 10;
}
