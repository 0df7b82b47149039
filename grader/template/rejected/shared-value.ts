// stage: counting
// rule: no-module-state
// says: module
let value = 0;

export class Counter {
  next(): number {
    value += 1;
    return value;
  }

  get value(): number {
    return value;
  }
}
