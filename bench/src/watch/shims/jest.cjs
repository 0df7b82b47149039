// `vitest` for suites under jest: its own globals behind the names that the suites import.
const real = globalThis.expect;
const expect = (actual) => real(actual);
Object.assign(expect, real, {
  fail: (message) => {
    throw new Error(message);
  },
});
module.exports = {
  expect,
  test: (name, options, body) => globalThis.test(name, body, options.timeout ?? 5000),
  inject: (key) => ({ seed: 1, testMs: 5000, depth: process.env.BENCH_DEPTH ?? 'full' })[key],
};
