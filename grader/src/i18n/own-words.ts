import type { Language } from './language.ts';

/** What our fence says inside the learner's process, in English, as every error there; and how it is told in Chinese. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:RuleBreachError: )?this kata is to be built without the builtin (\S+), and the solution reached it while running$/,
    '这道题不能使用内置的 $1，而题解在运行时用到了它',
  ],
  [
    /^(?:RuleBreachError: )?this kata imports nothing, and the solution imports "(.*)"$/,
    '这道题不允许导入任何模块，而题解导入了“$1”',
  ],
  [
    /^(?:RuleBreachError: )?the solution imports "(.*)"; this kata allows only (.*)$/,
    '题解导入了“$1”，而这道题只允许导入 $2',
  ],
  [
    /^(?:RuleBreachError: )?the solution made code from a string \(eval, Function\), which no kata allows$/,
    '题解用字符串生成了代码（eval、Function），任何题目都不允许这样做',
  ],
  [/^(?:RuleBreachError: )?the solution tried to end the process$/, '题解试图结束进程'],
];

/** A message of the fence in the language of the screen, without the name of our error class; any other as it is. */
export function inOwnWords(message: string, language: Language): string {
  if (language === 'en') return message.replace(/^RuleBreachError: /, '');
  const found = SENTENCES.find(([pattern]) => pattern.test(message));
  return found ? message.replace(found[0], found[1]) : message;
}
