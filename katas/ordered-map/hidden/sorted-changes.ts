import { SortedMap } from '#solution';
import { sequence } from './sequence.ts';

type Change = (map: SortedMap<number, string>) => unknown;

/** What happens to a map of 10, 20, 30, 40, 50 while a loop is at 30, and the keys that the loop shows in all. */
export const CHANGES_AT_30: readonly (readonly [string, Change, readonly number[]])[] = [
  ['delete 30', (map) => map.delete(30), [10, 20, 30, 40, 50]],
  ['delete 40', (map) => map.delete(40), [10, 20, 30, 50]],
  ['delete 30, then 40', (map) => map.delete(30) && map.delete(40), [10, 20, 30, 50]],
  ['delete 40, then 30', (map) => map.delete(40) && map.delete(30), [10, 20, 30, 50]],
  ['delete 20, 30 and 10', (map) => [20, 30, 10].map((key) => map.delete(key)), [10, 20, 30, 40, 50]],
  ['delete 40 and 50', (map) => map.delete(40) && map.delete(50), [10, 20, 30]],
  ['set 35', (map) => map.set(35, 'x'), [10, 20, 30, 35, 40, 50]],
  ['set 25', (map) => map.set(25, 'x'), [10, 20, 30, 40, 50]],
  ['delete 30, set 30', (map) => map.delete(30) && map.set(30, 'x'), [10, 20, 30, 40, 50]],
  ['delete 40, set 40', (map) => map.delete(40) && map.set(40, 'x'), [10, 20, 30, 40, 50]],
  [
    'delete 30, set 31 and 29',
    (map) => map.delete(30) && map.set(31, 'x').set(29, 'x'),
    [10, 20, 30, 31, 40, 50],
  ],
  ['clear', (map) => map.clear(), [10, 20, 30]],
  [
    'clear, set 20, 35, 45, 60, 70: as many changes as there were before',
    (map) => [map.clear(), ...[20, 35, 45, 60, 70].map((key) => map.set(key, 'x'))],
    [10, 20, 30, 35, 45, 60, 70],
  ],
  [
    'clear, set 5, 30, 45',
    (map) => [map.clear(), map.set(5, 'x').set(30, 'x').set(45, 'x')],
    [10, 20, 30, 45],
  ],
  ['set 1 … 29', (map) => sequence('random', 29).map((key) => map.set(key + 1, 'x')), [10, 20, 30, 40, 50]],
];
