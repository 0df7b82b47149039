import type { CallEvent } from '../call-record.ts';
import { TEXT_BYTES } from './control.ts';

/** What a thread reports of a run. */
export interface ThreadRecord {
  readonly events: readonly CallEvent[];
  /** The error that ended the thread. */
  readonly panic?: { readonly name: string; readonly message: string };
  /** What it does can't be explored. */
  readonly refused?: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Values that JSON has no way to write. */
function pack(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return { $: 'bigint', value: String(value) };
  if (typeof value === 'number' && !Number.isFinite(value)) return { $: 'number', value: String(value) };
  return value;
}

function unpack(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$' in value) || !('value' in value)) return value;
  return value.$ === 'bigint' ? BigInt(String(value.value)) : Number(value.value);
}

/** Puts a record into a thread's room. @returns false when there is not enough of it */
export function writeRecord(text: Uint8Array, record: ThreadRecord): boolean {
  if (record.events.length === 0 && !record.panic && record.refused === undefined) return setLength(text, 0);
  const { read, written } = encoder.encodeInto(JSON.stringify(record, pack), text.subarray(4));
  return setLength(text, written) && read < TEXT_BYTES && written < text.length - 8;
}

function setLength(text: Uint8Array, length: number): true {
  new DataView(text.buffer, text.byteOffset, 4).setUint32(0, length);
  return true;
}

export function readRecord(text: Uint8Array): ThreadRecord {
  const length = new DataView(text.buffer, text.byteOffset, 4).getUint32(0);
  if (length === 0) return { events: [] };
  // Decoders take no shared memory everywhere.
  return JSON.parse(decoder.decode(text.slice(4, 4 + length)), unpack) as ThreadRecord;
}
