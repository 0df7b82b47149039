import type { Text } from '@katas/structure';

/** What a participant may be called: lower-case ASCII, as in a file name and a link; no look-alike alphabets. */
const HANDLE = /^[a-z0-9](?:[a-z0-9]|[-_](?=[a-z0-9])){0,38}$/;

/** @returns why it can't be a handle; undefined where it can */
export function handleProblem(name: string): Text | undefined {
  if (HANDLE.test(name)) return undefined;
  return {
    en: 'a handle has 1 to 39 lower-case ASCII letters and digits, with single - or _ between them',
    zh: '用户名由 1 到 39 个小写 ASCII 字母和数字组成，中间可以有单个的 - 或 _',
  };
}

/** Pairs that look alike in the fonts of terminals and pages. */
const ALIKE: readonly (readonly [RegExp, string])[] = [
  [/[-_]/g, ''],
  [/0/g, 'o'],
  [/[1i]/g, 'l'],
  [/5/g, 's'],
  [/2/g, 'z'],
  [/8/g, 'b'],
  [/vv/g, 'w'],
  [/rn/g, 'm'],
  [/cl/g, 'd'],
];

/** The same for handles that a reader could take for each other: `ada_l0velace` and `adalovelace`. */
export function skeletonOf(handle: string): string {
  return ALIKE.reduce((name, [like, as]) => name.replaceAll(like, as), handle);
}
