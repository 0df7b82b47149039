import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Kata, KataDefinition } from '@katas/kata';
import { ROOT } from '../../grader-digest.ts';

let loads = 0;

/** A kata made from the template in a folder of its own, to be broken by tests. */
export class TemplateKata {
  readonly dir: string;

  constructor() {
    mkdirSync(join(ROOT, 'grader/.scratch'), { recursive: true });
    this.dir = mkdtempSync(join(ROOT, 'grader/.scratch/kata-'));
    cpSync(join(ROOT, 'grader/template'), this.dir, { recursive: true });
    this.edit('kata.ts', (text) => text.replace('__order__', '9'));
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  path(name: string): string {
    return join(this.dir, name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  write(name: string, text: string): void {
    mkdirSync(join(this.path(name), '..'), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  edit(name: string, change: (text: string) => string): void {
    const before = this.read(name);
    const after = change(before);
    if (after === before) throw new Error(`the edit of ${name} changes nothing`);
    this.write(name, after);
  }

  /** Answers whatever the template leaves open. */
  fillIn(): void {
    for (const entry of readdirSync(this.dir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const text = readFileSync(path, 'utf8').replaceAll('__slug__', 'made').replaceAll('__order__', '9');
      writeFileSync(path, text.replaceAll('FILL IN', 'Filled in'));
    }
  }

  /** As it stands now. */
  async load(): Promise<Kata> {
    loads += 1;
    const url = `${pathToFileURL(this.path('kata.ts')).href}?${loads}`;
    const module: { default: KataDefinition } = await import(url);
    return { slug: 'made', dir: this.dir, definition: module.default };
  }
}
