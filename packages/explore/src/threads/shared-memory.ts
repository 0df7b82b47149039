/** Where memory that a thread allocates for itself begins. */
const OWN_BASE = 0x2000_0000;
const OWN_BYTES = 0x0100_0000;

/** The shared memory of a scenario in one address space, with the contents that every run begins with. */
export class SharedMemory {
  readonly buffers: readonly SharedArrayBuffer[];
  readonly #bases = new Map<SharedArrayBuffer, number>();
  readonly #bytes: readonly Uint8Array[];
  readonly #images: readonly Uint8Array[];
  readonly #saved: readonly Uint8Array[];

  constructor(buffers: readonly SharedArrayBuffer[]) {
    this.buffers = buffers;
    this.#bytes = buffers.map((buffer) => new Uint8Array(buffer));
    this.#images = this.#bytes.map((bytes) => bytes.slice());
    this.#saved = this.#images.map((bytes) => bytes.slice());
    let base = 0;
    for (const buffer of buffers) {
      this.#bases.set(buffer, base);
      // Buffers lie apart, on whole 8 byte words.
      base += Math.ceil(buffer.byteLength / 8 + 1) * 8;
    }
  }

  reset(): void {
    copyAll(this.#images, this.#bytes);
  }

  /** Keeps the contents of this moment, to be given back by {@link restore}. */
  save(): void {
    copyAll(this.#bytes, this.#saved);
  }

  restore(): void {
    copyAll(this.#saved, this.#bytes);
  }

  baseOf(buffer: SharedArrayBuffer): number {
    return this.#bases.get(buffer) ?? OWN_BASE;
  }

  /** Gives a place to memory that the thread allocated, after what it has allocated before. */
  adopt(
    buffer: SharedArrayBuffer,
    { thread, used }: { readonly thread: number; readonly used: number },
  ): void {
    this.#bases.set(buffer, OWN_BASE + thread * OWN_BYTES + used);
  }
}

function copyAll(from: readonly Uint8Array[], to: readonly Uint8Array[]): void {
  for (let index = 0; index < from.length; index += 1) to[index]?.set(from[index] ?? []);
}
