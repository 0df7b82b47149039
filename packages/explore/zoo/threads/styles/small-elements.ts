// Verdict: lost update
export class Counter {
  readonly bytes: Uint8Array;

  constructor(memory: SharedArrayBuffer) {
    this.bytes = new Uint8Array(memory, 0, 4);
  }

  up(): void {
    this.bytes[0] = this.bytes[0] + 1;
  }
}
