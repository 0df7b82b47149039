import { type Look, lookOf } from '../view/look.ts';
import { drawScreen } from './draw.ts';
import type { WatchEvent } from './event.ts';
import type { Model } from './model.ts';
import { Terminal } from './terminal.ts';
import type { WatchOptions } from './watch.ts';

/** Where the watch is seen: a screen, or plain lines. */
export interface Front {
  readonly hasKeys: boolean;
  look(): Look;
  open(): void;
  close(): void;
  /** Shows the model after these events. */
  show(model: Model, events: readonly WatchEvent[]): void;
  /** Writes everything again at the next `show`. */
  forget(): void;
}

/** The screen of a terminal. */
export function screenFront(options: WatchOptions, push: (event: WatchEvent) => void): Front {
  const { stdin, stdout, language, color, ascii } = options;
  const terminal = new Terminal(
    { stdin, stdout },
    {
      key: (key) => push({ type: 'key', key }),
      resize: () => push({ type: 'resize' }),
      gone: () => push({ type: 'leave', code: 129 }),
    },
  );
  const look = (): Look => lookOf({ width: terminal.size.columns, language, color, ascii });
  return {
    hasKeys: terminal.hasKeys,
    look,
    open: () => terminal.open(),
    close: () => terminal.close(),
    show: (model) => terminal.draw(drawScreen(model, look(), terminal.size.rows)),
    forget: () => terminal.forget(),
  };
}
