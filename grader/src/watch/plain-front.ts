import type { WriteStream } from 'node:tty';
import { stack } from '../view/block.ts';
import { type Look, lookOf, say } from '../view/look.ts';
import { sanitize, sanitizeLine } from '../view/sanitize.ts';
import { renderVerdict } from '../view/verdict.ts';
import { wrap } from '../view/wrap.ts';
import type { WatchEvent } from './event.ts';
import type { Front } from './front.ts';
import { isDone, type Model } from './model.ts';
import type { WatchOptions } from './watch.ts';

/** Lines in order, for a pipe, a file or a dumb terminal: one block a verdict, nothing is ever written over. */
export function plainFront(options: WatchOptions, push: (event: WatchEvent) => void): Front {
  const { stdout, language, color, ascii, env } = options;
  const width = Number(env['COLUMNS']) || (stdout as Partial<WriteStream>).columns || 80;
  const look = lookOf({ width, language, color, ascii });
  const said = new Set<string>();
  stdout.on('error', () => push({ type: 'leave', code: 129 }));
  return {
    hasKeys: false,
    look: () => look,
    open: () => undefined,
    close: () => undefined,
    forget: () => undefined,
    show: (model, events) => {
      const blocks = events
        .map((event) => renderEvent(event, model, look))
        .filter((block) => block.length > 0);
      const notices = model.notices.filter((notice) => !said.has(notice.text));
      for (const notice of notices) said.add(notice.text);
      const lines = notices.flatMap((notice) => wrap(notice.text, { width: look.width }));
      const text = stack([...blocks, lines]);
      if (text.length > 0) stdout.write(`${text.join('\n')}\n\n`);
    },
  };
}

function renderEvent(event: WatchEvent, model: Model, look: Look): readonly string[] {
  const { messages } = look;
  switch (event.type) {
    case 'opened': {
      const { slug, definition } = event.kata;
      return [`${slug}  ${say(definition.title, look)}`, sanitizeLine(model.path.shownAs)];
    }
    case 'run-started': {
      const stage = model.kata.definition.stages.find((one) => one.slug === event.first);
      return stage === undefined ? [] : [messages.running(say(stage.title, look), stage.tests)];
    }
    case 'judged':
    case 'turned':
      return renderVerdict(event.verdict, look, {
        definition: model.kata.definition,
        source: event.candidate.text,
        file: model.path.shownAs,
        hintsTaken: model.progressOf(model.kata.slug).hints,
        detail: 'first',
        overall: {
          done: model.katas.filter((kata) => isDone(kata, model.progressOf(kata.slug))).length,
          total: model.katas.length,
        },
      });
    case 'confirmed':
      return [messages.confirmed];
    case 'unreadable':
      return [
        messages.notJudged,
        ...wrap(sanitizeLine(say(event.problem.text, look)), { width: look.width }),
      ];
    case 'broke':
      return [messages.judgeBroke, ...wrap(sanitize(event.why), { width: look.width }).slice(0, 30)];
    default:
      return [];
  }
}
