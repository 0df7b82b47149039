// Verdict: lost update
export class Counter {
  readonly view: DataView;

  constructor(memory: SharedArrayBuffer) {
    this.view = new DataView(memory);
  }

  up(): void {
    this.view.setInt32(0, this.view.getInt32(0, true) + 1, true);
  }
}
