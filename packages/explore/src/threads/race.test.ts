import { describe, expect, test } from 'vitest';
import { ACCESS, type Access } from './access.ts';
import { findRace } from './race.ts';

type Touch = readonly [thread: number, access: Access, address: number, bytes?: number];

function raceOf(...touches: Touch[]): readonly number[] | undefined {
  const footprint = Int32Array.from(
    touches.flatMap(([thread, access, address, bytes = 4]) => [thread, access, address, bytes]),
  );
  const race = findRace(footprint, touches.length, 3);
  return race && [race.first.at, race.second.at];
}

const { read, write, load, store, add, compareExchange, wait, wake, notify } = ACCESS;

describe('a data race', () => {
  test('is two plain writes that nothing orders', () => {
    expect(raceOf([0, write, 0], [1, write, 0])).toEqual([0, 1]);
  });

  test('is a plain write after a read of another thread', () => {
    expect(raceOf([0, read, 0], [1, write, 0])).toEqual([0, 1]);
  });

  test('is an atomic access and a plain write to the same word', () => {
    expect(raceOf([0, write, 0], [1, load, 0])).toEqual([0, 1]);
    expect(raceOf([0, add, 0], [1, read, 0])).toEqual([0, 1]);
  });

  test('is on overlapping elements of different sizes', () => {
    expect(raceOf([0, write, 0, 4], [1, write, 3, 1])).toEqual([0, 1]);
  });

  test('remains when the order that there is comes from another word too late', () => {
    expect(raceOf([0, store, 4], [0, write, 0], [1, load, 4], [1, read, 0])).toEqual([1, 3]);
  });

  test('remains after a store that overwrites the release', () => {
    expect(raceOf([0, write, 0], [0, store, 4], [2, store, 4], [1, load, 4], [1, read, 0])).toEqual([0, 4]);
  });

  test('remains when a comparison failed: it releases nothing', () => {
    expect(raceOf([0, write, 0], [0, load, 4], [1, load, 4], [1, read, 0])).toEqual([0, 3]);
  });
});

describe('no data race', () => {
  test('on reads', () => {
    expect(raceOf([0, read, 0], [1, read, 0])).toBeUndefined();
  });

  test('on atomic accesses', () => {
    expect(raceOf([0, store, 0], [1, add, 0], [2, compareExchange, 0], [0, load, 0])).toBeUndefined();
  });

  test('on neighbours', () => {
    expect(raceOf([0, write, 0, 1], [1, write, 1, 1])).toBeUndefined();
    expect(raceOf([0, write, 0], [1, write, 4])).toBeUndefined();
  });

  test('when a store and the load that sees it order the accesses', () => {
    expect(raceOf([0, write, 0], [0, store, 4], [1, load, 4], [1, read, 0])).toBeUndefined();
  });

  test('when a chain of exchanges orders them', () => {
    expect(raceOf([0, write, 0], [0, store, 4], [2, add, 4], [1, load, 4], [1, write, 0])).toBeUndefined();
  });

  test('when a notification and the waking order them', () => {
    expect(raceOf([1, wait, 4], [0, write, 0], [0, notify, 4], [1, wake, 4], [1, read, 0])).toBeUndefined();
  });
});
