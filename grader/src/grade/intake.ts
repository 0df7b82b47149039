import type { Text } from '@katas/structure';
import { handleProblem, skeletonOf } from './handle.ts';
import { textOf } from './submission.ts';

/** One submission that is taken. */
export interface Entry {
  readonly handle: string;
  readonly slug: string;
  readonly text: string;
}

/** One that is not, and why; the rest goes on. */
export interface Refusal {
  /** As it lay there, relative to the folder of entries; may hold any character. */
  readonly path: string;
  readonly reason: Text;
}

export interface Intake {
  readonly entries: readonly Entry[];
  readonly refused: readonly Refusal[];
}

/** Something that lies in the folder of entries. */
export interface Found {
  /** Its folders and its name. */
  readonly path: readonly string[];
  /** Its bytes; a reason where it is nothing to be read (a link, a folder, a device, an executable). */
  readonly read: () => Uint8Array | { readonly problem: Text };
}

export interface IntakeRules {
  /** Slugs of the katas that are graded. */
  readonly slugs: readonly string[];
  /** Handles that were there before: a new one that looks like one of them is refused. */
  readonly known?: readonly string[];
}

/** Decides what is graded: `<handle>/<slug>.ts`, plain text, one file per handle and kata. */
export function takeIn(found: readonly Found[], rules: IntakeRules): Intake {
  const entries: Entry[] = [];
  const refused: Refusal[] = [];
  const owners = new Map((rules.known ?? []).map((handle) => [skeletonOf(handle), handle]));
  const inOrder = found.toSorted((a, b) => (shownPath(a) < shownPath(b) ? -1 : 1));
  for (const each of inOrder) {
    const taken = take(each, rules, owners);
    if ('reason' in taken) refused.push(taken);
    else entries.push(taken);
  }
  return { entries, refused };
}

function shownPath({ path }: Found): string {
  return path.join('/');
}

function take(found: Found, rules: IntakeRules, owners: Map<string, string>): Entry | Refusal {
  const refuse = (reason: Text): Refusal => ({ path: shownPath(found), reason });
  const [handle = '', file = '', ...deeper] = found.path;
  if (file === '' || deeper.length > 0)
    return refuse({ en: 'entries are files <handle>/<slug>.ts', zh: '提交应为 <用户名>/<题目>.ts' });
  const wrongHandle = handleProblem(handle);
  if (wrongHandle) return refuse(wrongHandle);
  const slug = /^([a-z][a-z0-9-]*)\.ts$/.exec(file)?.[1];
  if (slug === undefined || !rules.slugs.includes(slug))
    return refuse({
      en: `there is no kata of that name; the katas: ${rules.slugs.join(', ')}`,
      zh: `没有这个题目；所有题目：${rules.slugs.join('、')}`,
    });
  const owner = owners.get(skeletonOf(handle)) ?? handle;
  if (owner !== handle)
    return refuse({
      en: `the handle looks like "${owner}", which is taken`,
      zh: `用户名与已有的“${owner}”过于相似`,
    });
  const bytes = found.read();
  if ('problem' in bytes) return refuse(bytes.problem);
  const text = textOf(bytes);
  if (typeof text !== 'string') return refuse(text.problem);
  owners.set(skeletonOf(handle), handle);
  return { handle, slug, text };
}
