import { ALLOWED, ARCHITECTURES, type Architecture } from './syscalls.ts';

// A filter of the kernel: a program for the classic BPF machine that sees the number, the architecture and the arguments
// of each system call. See seccomp(2) and the kernel's linux/filter.h, linux/seccomp.h, linux/audit.h.

const LOAD = 0x20;
const JUMP_IF_EQUAL = 0x15;
const JUMP_IF_GREATER_OR_EQUAL = 0x35;
const JUMP_IF_BITS = 0x45;
const RETURN = 0x06;

const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const REFUSE = 0x00050000;
const EPERM = 1;
const ENOSYS = 38;

/** Offsets in what the filter sees. */
const NUMBER = 0;
const ARCHITECTURE = 4;
const FIRST_ARGUMENT = 16;

const AUDIT: Readonly<Record<Architecture, number>> = { x64: 0xc000003e, arm64: 0xc00000b7 };
/** On x64 the same kernel has a second set of calls, with this bit in their numbers. */
const X32 = 0x40000000;
/** AF_INET and AF_INET6: in a namespace whose only interface is its own loopback. */
const LOCAL_DOMAINS = [2, 10];
const SOCKETS = ['bind', 'listen', 'accept4', 'connect', 'shutdown', 'setsockopt', 'recvfrom', 'sendto'];

export interface FilterOptions {
  /** Whether TCP inside of the box works, for suites that serve on its loopback. */
  readonly loopback?: boolean;
}

/** A thread of this process, not a new one. */
const CLONE_THREAD = 0x00010000;

/** Those whose arguments decide. */
const LOOKED_AT = ['clone', 'clone3', 'socket'];

interface Instruction {
  readonly code: number;
  readonly value: number;
  /** How many instructions to jump over where the test holds, and where it does not. */
  readonly yes?: number;
  readonly no?: number;
}

/**
 * The filter of the box as the bytes that `bwrap --seccomp` takes.
 * @throws {RangeError} for a processor whose system calls are not known here
 */
export function seccompFilter(architecture: string, { loopback = false }: FilterOptions = {}): Uint8Array {
  const index = ARCHITECTURES.findIndex((known) => known === architecture);
  const known = ARCHITECTURES[index];
  if (known === undefined) throw new RangeError(`no system calls are known for ${architecture}`);
  const numberOf = (name: string): number | undefined => ALLOWED[name]?.[index];
  const plain = Object.keys(ALLOWED)
    .filter((name) => !LOOKED_AT.includes(name) && (loopback || !SOCKETS.includes(name)))
    .flatMap((name) => numberOf(name) ?? []);
  const answer = (value: number): Instruction => ({ code: RETURN, value });
  const program: Instruction[] = [
    { code: LOAD, value: ARCHITECTURE },
    { code: JUMP_IF_EQUAL, value: AUDIT[known], yes: 1, no: 0 },
    answer(KILL),
    { code: LOAD, value: NUMBER },
    { code: JUMP_IF_GREATER_OR_EQUAL, value: X32, yes: 0, no: 1 },
    answer(KILL),
    // A refused clone3 makes the C library fall back to clone, whose flags can be looked at.
    ...when(numberOf('clone3'), [answer(REFUSE | ENOSYS)]),
    ...when(numberOf('clone'), [
      { code: LOAD, value: FIRST_ARGUMENT },
      { code: JUMP_IF_BITS, value: CLONE_THREAD, yes: 1, no: 0 },
      answer(REFUSE | EPERM),
      answer(ALLOW),
    ]),
    ...when(loopback ? numberOf('socket') : undefined, [
      { code: LOAD, value: FIRST_ARGUMENT },
      ...LOCAL_DOMAINS.flatMap((domain) => when(domain, [answer(ALLOW)])),
      answer(REFUSE | EPERM),
    ]),
    ...plain.flatMap((number) => when(number, [answer(ALLOW)])),
    answer(REFUSE | EPERM),
  ];
  return encode(program);
}

function when(number: number | undefined, then: readonly Instruction[]): Instruction[] {
  return number === undefined
    ? []
    : [{ code: JUMP_IF_EQUAL, value: number, yes: 0, no: then.length }, ...then];
}

function encode(program: readonly Instruction[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(program.length * 8));
  for (const [at, { code, value, yes = 0, no = 0 }] of program.entries()) {
    bytes.setUint16(at * 8, code, true);
    bytes.setUint8(at * 8 + 2, yes);
    bytes.setUint8(at * 8 + 3, no);
    bytes.setUint32(at * 8 + 4, value, true);
  }
  return new Uint8Array(bytes.buffer);
}
