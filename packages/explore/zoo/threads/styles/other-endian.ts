// Verdict: lost update
export class Counter {
  readonly words: Int32Array;
  readonly view: DataView;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
    this.view = new DataView(memory);
  }

  up(): void {
    this.view.setInt32(8, this.view.getInt32(8) + 1);
    this.words[0] = this.view.getInt32(8);
  }
}
