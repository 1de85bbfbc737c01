import * as fs from 'node:fs';
import * as path from 'node:path';
import type * as TypeScript from 'typescript';
import { fullNodeGlobals, smallNodeGlobals } from './node-globals';
import type { TslabDiagnostic } from './tslab';
import { loadTypeScript, type BoundSourceFile } from './typescript';

type Watcher = TypeScript.FileWatcherCallback;

/** The files behind a converter: the real ones, the cell being compiled, and the globals of Node. */
export class CompilerFiles {
  readonly globalsFile: string;
  private readonly cellFile: string;
  private globals = smallNodeGlobals;
  private hasFullNodeTypes = false;
  private isExporting = false;
  private programs = 0;
  private resend: (() => void) | undefined;
  private globalsChanged: Watcher | undefined;
  private readonly watched = new Map<string, { changed: Watcher; time: number }>();
  private missing: string[] = [];

  constructor(private readonly directory: string) {
    const join = (name: string): string => path.join(directory, name).replace(/\\/g, '/');
    this.globalsFile = join('__attend_globals__.d.ts');
    this.cellFile = join('__tslab__.ts');
  }

  /** Makes @types/node visible from the next program on; false if it is already. */
  useFullNodeTypes(): boolean {
    if (this.hasFullNodeTypes) return false;
    this.hasFullNodeTypes = true;
    this.globals = fullNodeGlobals(nodeTypesEntry());
    this.globalsChanged?.(this.globalsFile, loadTypeScript().FileWatcherEventKind.Changed);
    return true;
  }

  /** While `body` runs, the cell's file ends with the list of its names, as tslab is about to ask for. */
  exporting<T>(body: () => T): T {
    this.isExporting = true;
    try {
      return body();
    } finally {
      this.isExporting = false;
    }
  }

  /** Tells the compiler which files of the notebook's folder have changed since the last cell. */
  announceChanges(): void {
    const { Changed, Deleted } = loadTypeScript().FileWatcherEventKind;
    for (const [file, entry] of this.watched) {
      const time = modified(file);
      if (time === entry.time) continue;
      entry.time = time;
      entry.changed(file, time ? Changed : Deleted);
    }
  }

  /** Remembers packages that were not found, for they may be installed while the kernel runs. */
  rememberMissing(diagnostics: TslabDiagnostic[]): void {
    const names = diagnostics.map(({ messageText }) => /module '([^'.][^']*)'/.exec(messageText));
    this.missing.push(...names.flatMap((match) => (match ? [packageName(match[1])] : [])));
  }

  /** Whether one of them is there by now; the compiler remembers failed look-ups and must start afresh. */
  hasNewPackages(): boolean {
    if (!this.missing.some((name) => isInstalled(name, this.directory))) return false;
    this.missing = [];
    return true;
  }

  onProgram(builder: TypeScript.BuilderProgram, deliverAgain: () => void): void {
    this.programs++;
    this.resend = deliverAgain;
    const hasNode = builder.getSourceFile(nodeTypesEntry()) !== undefined;
    if (hasNode) this.useFullNodeTypes();
  }

  wrapSystem(system: TypeScript.System): TypeScript.System {
    const wrapped = Object.create(system) as TypeScript.System;
    const none = { close: () => {} };
    wrapped.readFile = (file, encoding) => {
      if (file === this.globalsFile) return this.globals;
      const text = system.readFile(file, encoding);
      const isCell = file === this.cellFile && this.isExporting;
      return isCell && text !== undefined ? withExportList(text) : text;
    };
    wrapped.fileExists = (file) => file === this.globalsFile || system.fileExists(file);
    wrapped.watchDirectory = () => none;
    wrapped.watchFile = (file, changed, ...rest) => {
      if (file === this.globalsFile) this.globalsChanged = changed;
      const isOurs = file !== this.globalsFile && !file.includes('/node_modules/');
      // By way of tslab's own list of watchers a real file comes back to `watch` below.
      return (isOurs && system.watchFile?.(file, changed, ...rest)) || none;
    };
    // tslab builds a program to learn the names of a cell and another one that exports them. The first one exports them
    // already, so the second request changes nothing and is answered with the program that is there.
    wrapped.setTimeout = (callback: (...args: unknown[]) => void) => {
      const rebuild = (): void => {
        const before = this.programs;
        callback();
        if (this.programs === before) this.resend?.();
      };
      return system.setTimeout?.(rebuild, 0);
    };
    return wrapped;
  }

  /** Notes a file of the notebook's folder instead of watching it: no timers, no handles. */
  watch(file: string, changed: Watcher): TypeScript.FileWatcher {
    this.watched.set(file, { changed, time: modified(file) });
    return { close: () => this.watched.delete(file) };
  }
}

/** `text` with `export {…}` of all names that it declares, in place of the list that tslab writes. */
function withExportList(text: string): string {
  const ts = loadTypeScript();
  const target = ts.ScriptTarget.Latest;
  const file = ts.createSourceFile('cell.ts', text, target, false) as BoundSourceFile;
  ts.bindSourceFile(file, { target });
  if (!file.locals?.size) return text;
  // tslab lists the compiler's inner names, which have one more underscore where two begin a name.
  const inner = [...file.locals.keys()];
  const names = inner.map((name) => ts.unescapeLeadingUnderscores(name as TypeScript.__String));
  const cell = text.endsWith(exportList(inner)) ? text.slice(0, -exportList(inner).length) : text;
  return cell + exportList(names);
}

function exportList(names: string[]): string {
  return `\nexport {${names.join(', ')}}`;
}

function nodeTypesEntry(): string {
  const folder = path.dirname(require.resolve('@types/node/package.json'));
  return path.join(folder, 'index.d.ts').replace(/\\/g, '/');
}

function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function isInstalled(name: string, directory: string): boolean {
  const parent = path.dirname(directory);
  if (fs.existsSync(path.join(directory, 'node_modules', name))) return true;
  return parent !== directory && isInstalled(name, parent);
}

function modified(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
