/** Values that a queue might take for something else, with their names. */
export const ODD_VALUES: readonly (readonly [name: string, value: unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['0', 0],
  ['-0', -0],
  ['NaN', Number.NaN],
  ['""', ''],
  ['false', false],
  ['true', true],
  ['{ value: 1, ok: false }', { value: 1, ok: false }],
  ['[]', []],
  ['a function', () => 7],
  ['a promise', Promise.resolve(7)],
  // oxlint-disable-next-line unicorn/no-thenable -- a value that an await would take for a promise
  ['a thenable', { then: (resolve: (value: number) => void): void => resolve(7) }],
  ['an error', new Error('a value like any other')],
  ['a symbol', Symbol('value')],
];
