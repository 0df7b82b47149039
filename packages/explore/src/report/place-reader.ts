import { atMost, MOST } from './bounded-text.ts';
import type { RecordedPlace } from './run-record.ts';
import type { StoryPlace } from './story.ts';

export interface PlaceOptions {
  /** The text of a source file; undefined where it is not to be shown. */
  readonly sourceOf?: (file: string) => string | undefined;
  /** How the reader knows a file; default: its name without folders. */
  readonly fileName?: (file: string) => string;
}

/** Gives places the text of their lines. */
export class PlaceReader {
  readonly #options: PlaceOptions;
  readonly #files = new Map<string, readonly string[]>();

  constructor(options: PlaceOptions) {
    this.#options = options;
  }

  read<Key extends string>(place: Partial<RecordedPlace>, key: Key): { readonly [K in Key]?: StoryPlace } {
    const { file, line, column } = place;
    if (file === undefined || line === undefined) return {};
    const source = atMost(MOST.source, this.#linesOf(file)[line - 1]?.trim() ?? '');
    const told: StoryPlace = {
      file: this.#options.fileName?.(file) ?? nameOf(file),
      line,
      ...(column === undefined ? {} : { column }),
      ...(source === '' ? {} : { source }),
    };
    return { [key]: told } as { readonly [K in Key]: StoryPlace };
  }

  #linesOf(file: string): readonly string[] {
    const known = this.#files.get(file);
    if (known !== undefined) return known;
    const lines = this.#options.sourceOf?.(file)?.split(/\r\n?|\n/u) ?? [];
    this.#files.set(file, lines);
    return lines;
  }
}

function nameOf(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}
