import type { Operation } from '../operation.ts';
import { type Division, type Spec, SpecError } from '../spec.ts';

/** The states of the objects, under their names. */
export type CombinedState = Readonly<Record<string, unknown>>;

/**
 * Several objects in one history: the operation `queue.push` is a `push` on the object `queue`. Each object is judged by
 * itself, as locality allows, and by its own parts where it has some.
 * @param specs - the specification of each object, under its name
 */
export function combine(specs: Readonly<Record<string, Spec<unknown>>>): Spec<CombinedState> {
  const objects = new Map(Object.entries(specs).map(([name, spec]) => [name, prefixed(name, spec)]));
  const objectOf = ({ name }: Operation): string => {
    const object = name.slice(0, Math.max(0, name.indexOf('.')));
    if (objects.has(object)) return object;
    const known = [...objects.keys()].join(', ');
    throw new SpecError(`"${name}" names no object; write object.method with one of ${known}`);
  };
  const specOf = (name: string): Spec<unknown> => objects.get(name) as Spec<unknown>;
  return {
    name: [...objects.keys()].join(' and '),
    initial: Object.fromEntries([...objects].map(([name, spec]) => [name, spec.initial])),
    key: (state) => JSON.stringify([...objects].map(([name, spec]) => spec.key(state[name]))),
    step: (state, operation) => {
      const name = objectOf(operation);
      const after = specOf(name).step(state[name], operation);
      if (after === undefined) return undefined;
      return Object.is(after, state[name]) ? state : { ...state, [name]: after };
    },
    divide: (history) =>
      [...Map.groupBy(history, objectOf)].map(([name, own]): Division => ({
        name,
        history: own,
        spec: specOf(name),
      })),
    describe: (state) =>
      [...objects]
        .map(([name, spec]) => `${name}: ${spec.describe?.(state[name]) ?? spec.key(state[name])}`)
        .join('; '),
    expect: (state, operation) => {
      const name = objectOf(operation);
      return specOf(name).expect?.(state[name], operation);
    },
  };
}

/** The specification of one object, for operations whose names begin with the object's. */
function prefixed<State>(object: string, spec: Spec<State>): Spec<State> {
  const plain = new WeakMap<Operation, Operation>();
  const origins = new WeakMap<Operation, Operation>();
  const strip = (operation: Operation): Operation => {
    const known = plain.get(operation);
    if (known !== undefined) return known;
    const stripped = { ...operation, name: operation.name.slice(object.length + 1) };
    plain.set(operation, stripped);
    origins.set(stripped, operation);
    return stripped;
  };
  const restore = (operations: readonly Operation[]): Operation[] =>
    operations.map((operation) => origins.get(operation) ?? operation);
  const wrap = (inner: Spec<State>): Spec<State> => {
    const { partition, observes, removable, prepare, expect, divide } = inner;
    return {
      ...inner,
      step: (state, operation) => inner.step(state, strip(operation)),
      ...(observes && { observes: (operation) => observes(strip(operation)) }),
      ...(partition && { partition: (operation) => partition(strip(operation)) }),
      ...(expect && { expect: (state, operation) => expect(state, strip(operation)) }),
      ...(removable && { removable: (history) => removable(history.map(strip)).map(restore) }),
      ...(divide && {
        divide: (history) =>
          divide(history.map(strip)).map((one): Division => ({
            ...one,
            history: restore(one.history),
            spec: prefixed(object, one.spec),
          })),
      }),
      ...(prepare && {
        prepare: (history) => {
          const ready = prepare(history.map(strip));
          const ownSpec = wrap(ready.spec);
          return ready.contradiction
            ? { spec: ownSpec, contradiction: restore(ready.contradiction) }
            : { spec: ownSpec };
        },
      }),
    };
  };
  return wrap(spec);
}
