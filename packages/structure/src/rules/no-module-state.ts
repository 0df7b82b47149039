import { shown } from '../node.ts';
import { type Breach, type Rule } from '../rule.ts';
import type { Source } from '../source.ts';
import type { Text } from '../text.ts';
import { sharedClosures, sharedMutations, sharedVariables } from './shared-state.ts';

export const noModuleState: Rule<'no-module-state'> = {
  id: 'no-module-state',
  sentence: () => ({
    en: 'No mutable state is kept at module level or in static fields.',
    zh: '模块级和静态字段里不保存可变状态。',
  }),
  why: {
    en: 'Two instances must not influence each other; what they share by way of the module is a bug that shows up late.',
    zh: '两个实例之间不能互相影响；经由模块共享的状态是很晚才会暴露的错误。',
  },
  *check(_spec, source) {
    yield* variables(source);
    yield* objects(source);
    yield* closures(source);
  },
};

const HINT: Text = {
  en: 'Move it into a field of the instance, or into the function that uses it. Constants may stay.',
  zh: '把它移到实例字段里，或移到使用它的函数里；常量可以留在原处。',
};

function* variables(source: Source): Iterable<Breach> {
  for (const name of sharedVariables(source)) {
    yield {
      at: name,
      message: {
        en: `\`${shown(name)}\` lives as long as the module and changes while the code runs.`,
        zh: `\`${shown(name)}\` 与模块同寿，并且会在运行中改变。`,
      },
      hint: HINT,
    };
  }
}

function* objects(source: Source): Iterable<Breach> {
  for (const { at, name, mutation } of sharedMutations(source)) {
    const line = source.file.getLineAndCharacterOfPosition(mutation.getStart(source.file)).line + 1;
    yield {
      at,
      message: {
        en: `\`${name}\` is shared by all instances, and line ${line} changes it.`,
        zh: `\`${name}\` 由所有实例共享，而第 ${line} 行会修改它。`,
      },
      hint: HINT,
    };
  }
}

function* closures(source: Source): Iterable<Breach> {
  for (const name of sharedClosures(source)) {
    yield {
      at: name,
      message: {
        en: `\`${shown(name)}\` is kept alive by a function that the module makes once, and changes while the code runs.`,
        zh: `\`${shown(name)}\` 被模块只创建一次的函数一直持有，并且会在运行中改变。`,
      },
      hint: HINT,
    };
  }
}
