import type { Text } from '@katas/structure';

/** What the commands say; a message that lacks a language does not compile. */
export const say = {
  unknownKata: (slug: string, near: string | undefined, all: readonly string[]): Text => ({
    en: `There is no kata "${slug}".${near ? ` Did you mean "${near}"?` : ''}\nThe katas: ${all.join(', ')}`,
    zh: `没有名为“${slug}”的题目。${near ? `是不是“${near}”？` : ''}\n所有题目：${all.join('、')}`,
  }),
  notACommand: (name: string, near: string): Text => ({
    en: `There is no kata and no command "${name}". Did you mean \`kata ${near}\`?`,
    zh: `没有名为“${name}”的题目或命令。是不是 \`kata ${near}\`？`,
  }),
  brokenKata: (slug: string, problem: string): Text => ({
    en: `The kata "${slug}" is broken: ${problem}`,
    zh: `题目“${slug}”有问题：${problem}`,
  }),
  noKatas: (dir: string): Text => ({
    en: `There is no kata in ${dir}.`,
    zh: `${dir} 里没有题目。`,
  }),
  oneSolution: {
    en: '--solution judges one file, so it needs exactly one kata: kata check set --solution FILE',
    zh: '--solution 只评判一个文件，因此需要恰好一个题目：kata check set --solution FILE',
  },
  nothingStarted: {
    en: 'You have not started a kata yet. `kata start set` begins with the first one.',
    zh: '还没有开始任何题目。用 `kata start set` 从第一题开始。',
  },
  keptReport: (when: string): Text => ({
    en: `Nothing has changed since ${when}: this is the report of that time. --fresh judges again.`,
    zh: `自 ${when} 以来没有任何变化：以下是当时的报告。用 --fresh 可以重新评判。`,
  }),
  checking: (slug: string, file: string): Text => ({
    en: `Checking ${slug}: ${file} …`,
    zh: `正在评判 ${slug}：${file} …`,
  }),
  noBox: {
    en: 'Without a box a submission runs with your rights and can forge its verdict: --sandbox none is for your own code.',
    zh: '没有沙箱时，提交的代码以你的权限运行，并且可以伪造结果：--sandbox none 只适合你自己的代码。',
  },
  boxRefused: {
    en: 'Nothing was graded: the box does not hold on this machine. --sandbox none grades without it, for code that you trust.',
    zh: '没有评判任何提交：沙箱在本机不可靠。--sandbox none 可以不用沙箱，但只适合可信的代码。',
  },
  noEntries: (dir: string): Text => ({
    en: `${dir} is no folder. Entries are files <handle>/<slug>.ts below the folder that --entries names.`,
    zh: `${dir} 不是文件夹。提交应为 --entries 所指文件夹下的 <用户名>/<题目>.ts。`,
  }),
  jobs: (given: string): Text => ({
    en: `--jobs ${given}: how many submissions to grade at a time, from 1 to 64.`,
    zh: `--jobs ${given}：同时评判的提交数，1 到 64。`,
  }),
  graded: (counts: { graded: number; refused: number; broken: number; out: string }): Text => ({
    en: `${counts.graded} graded, ${counts.refused} refused, ${counts.broken} without a verdict: ${counts.out}`,
    zh: `已评判 ${counts.graded}，拒收 ${counts.refused}，未得出结果 ${counts.broken}：${counts.out}`,
  }),
  noLongerFails: (slug: string): Text => ({
    en: `Under this schedule your ${slug} does not fail. Others are tried by \`kata check ${slug} --thorough\`.`,
    zh: `在这个调度下，你的 ${slug} 没有失败。\`kata check ${slug} --thorough\` 会尝试更多调度。`,
  }),
  noStory: {
    en: 'It failed without a schedule to draw, so there is no page.',
    zh: '这次失败没有可以绘制的调度，因此没有生成页面。',
  },
  pageWritten: (file: string): Text => ({
    en: `The same as a page, to step through: ${file}`,
    zh: `同样的内容已写成可以逐步浏览的页面：${file}`,
  }),
  searching: (slug: string, seconds: number): Text => ({
    en: `${slug} passes. Searching for a schedule that breaks it for ${seconds} s …`,
    zh: `${slug} 已通过。再用 ${seconds} 秒寻找会出错的调度 …`,
  }),
  nothingToSearch: (slug: string): Text => ({
    en: `${slug} has no schedules to search: every run tries all there is.`,
    zh: `${slug} 没有可以搜索的调度：每次运行都已覆盖全部内容。`,
  }),
  seconds: (given: string): Text => ({
    en: `--thorough ${given}: the seconds to search for, from 1 to 3600.`,
    zh: `--thorough ${given}：应为搜索的秒数，1 到 3600。`,
  }),
  created: (file: string): Text => ({ en: `Created ${file}.`, zh: `已创建 ${file}。` }),
  exists: (file: string): Text => ({
    en: `${file} exists and is left as it is.`,
    zh: `${file} 已存在，保持不变。`,
  }),
  thenWatch: (slug: string): Text => ({
    en: `Open it in your editor, then: kata watch ${slug}`,
    zh: `用编辑器打开它，然后运行：kata watch ${slug}`,
  }),
  allStagesPass: (slug: string): Text => ({
    en: `Every stage of ${slug} passes: there is nothing left to hint at.`,
    zh: `${slug} 的所有阶段都已通过，没有需要提示的了。`,
  }),
  resetQuestion: (file: string): Text => ({
    en: `Replace ${file} by the stub? A copy is kept. [y/N] `,
    zh: `用初始文件替换 ${file} 吗？会保留一份副本。[y/N] `,
  }),
  resetNeedsYes: {
    en: 'There is no terminal to ask on. `--yes` resets without asking; a copy is kept.',
    zh: '没有可以询问的终端。加上 `--yes` 可以直接重置；会保留一份副本。',
  },
  notReset: { en: 'Nothing was changed.', zh: '没有改动任何内容。' },
  kept: (file: string): Text => ({ en: `Your file is kept as ${file}.`, zh: `你的文件已保留为 ${file}。` }),
  nothingToReset: (file: string): Text => ({
    en: `${file} does not exist yet. \`kata start\` creates it.`,
    zh: `${file} 还不存在。用 \`kata start\` 可以创建它。`,
  }),
  notPassed: (slug: string): Text => ({
    en: `\`kata compare ${slug}\` opens after you passed it: solve it first.`,
    zh: `通过之后才能使用 \`kata compare ${slug}\`：请先解出来。`,
  }),
  noAccepted: (slug: string): Text => ({
    en: `${slug} ships no accepted solution to compare with.`,
    zh: `${slug} 没有可供对照的参考解法。`,
  }),
  seed: (seed: string): Text => ({
    en: `--seed ${seed}: a seed is a whole number from 0 to 2147483647.`,
    zh: `--seed ${seed}：种子应为 0 到 2147483647 之间的整数。`,
  }),
  language: (given: string): Text => ({
    en: `--lang ${given}: the grader speaks en and zh.`,
    zh: `--lang ${given}：支持的语言是 en 和 zh。`,
  }),
  cannotWrite: (file: string, reason: string): Text => ({
    en: `${file} can not be written (${reason}). Check the permissions and the free space of its disk.`,
    zh: `无法写入 ${file}（${reason}）。请检查权限和磁盘空间。`,
  }),
  grown: (slug: string): Text => ({
    en: `Created katas/${slug}. Fill in what says FILL IN, then: kata verify ${slug}`,
    zh: `已创建 katas/${slug}。把标有 FILL IN 的地方填好，然后运行：kata verify ${slug}`,
  }),
  kataExists: (slug: string): Text => ({
    en: `katas/${slug} exists; choose another name.`,
    zh: `katas/${slug} 已存在，请换一个名字。`,
  }),
  badSlug: (slug: string): Text => ({
    en: `"${slug}" is no name for a kata: lower-case letters, digits and hyphens, beginning with a letter.`,
    zh: `“${slug}”不能作为题目名：只能用小写字母、数字和连字符，并以字母开头。`,
  }),
} as const;
