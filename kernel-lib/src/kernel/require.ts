import { createRequire, isBuiltin } from 'node:module';
import * as path from 'node:path';
import * as vm from 'node:vm';
import { loadTslab } from './tslab';
import { loadTypeScript } from './typescript';

/** `require` of the cells: resolves from the notebook's folder, and serves packages that exist as ES modules only. */
export class NotebookRequire {
  readonly require: NodeJS.Require;
  private readonly compiled = new Map<string, string>();
  private readonly instances = new Map<string, { exports: unknown }>();
  private readonly modules = new Map<string, object>();
  private readonly importFrom: (specifier: string) => Promise<object>;

  constructor(private readonly directory: string) {
    const file = path.join(directory, '__cell__.js');
    this.require = this.requireFrom(createRequire(file), directory);
    this.importFrom = vm.runInThisContext('(specifier) => import(specifier)', {
      filename: file,
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }) as (specifier: string) => Promise<object>;
  }

  /** Takes compiled files of the notebook's folder; a newer text replaces what was loaded. */
  addCompiled(files: { path: string; data: string }[]): void {
    for (const { path: file, data } of files) {
      this.compiled.set(file, data);
      this.instances.delete(file);
    }
  }

  /** Loads what a cell imports and `require` cannot give. What goes wrong here the cell's own import reports. */
  async preload(source: string): Promise<void> {
    for (const { fileName: specifier } of loadTypeScript().preProcessFile(source, true, true)
      .importedFiles) {
      const isOther = specifier.startsWith('.') || isBuiltin(specifier) || specifier === 'tslab';
      if (isOther || this.modules.has(specifier) || !this.isModuleOnly(specifier)) continue;
      try {
        this.modules.set(specifier, asCommonJs(await quietly(() => this.importFrom(specifier))));
      } catch {
        continue;
      }
    }
  }

  private isModuleOnly(specifier: string): boolean {
    try {
      const file = createRequire(path.join(this.directory, '__cell__.js')).resolve(specifier);
      return path.extname(file) === '.mjs' || (path.extname(file) === '.js' && isInModule(file));
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
    }
  }

  private requireFrom(real: NodeJS.Require, directory: string): NodeJS.Require {
    return new Proxy(real, {
      apply: (target, self, [specifier, ...rest]: [string, ...unknown[]]) =>
        specifier === 'tslab'
          ? loadTslab().publicModule
          : (this.modules.get(specifier) ??
            this.requireCompiled(specifier, directory)?.exports ??
            Reflect.apply(target, self, [specifier, ...rest])),
    });
  }

  private requireCompiled(specifier: string, directory: string): { exports: unknown } | null {
    const joined = path.posix.join(directory.replace(/\\/g, '/'), specifier);
    const file = joined.replace(/(\.[cm]?[jt]sx?)?$/, '.js');
    const text = this.compiled.get(file);
    if (text === undefined) return null;
    const known = this.instances.get(file);
    if (known) return known;
    const instance = { exports: {} };
    this.instances.set(file, instance);
    const folder = path.dirname(file);
    const body = vm.runInThisContext(
      `(function (exports, require, module, __filename, __dirname) {${text}\n})`,
      { filename: file },
    ) as (...args: unknown[]) => void;
    const own = this.requireFrom(createRequire(file), folder);
    body(instance.exports, own, instance, file, folder);
    return instance;
  }
}

/** Node 20 calls the loader experimental, into the first cell that imports such a package. */
function quietly<T>(body: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return body();
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Whether the nearest package.json says that `.js` files are ES modules. */
function isInModule(file: string): boolean {
  const folder = path.dirname(file);
  try {
    const { type } = createRequire(file)(path.join(folder, 'package.json')) as { type?: string };
    return type === 'module';
  } catch {
    return folder !== path.dirname(folder) && isInModule(folder);
  }
}

/** Compiled imports look for `__esModule` before they take `default`. */
function asCommonJs(namespace: object): object {
  return new Proxy(Object.create(null) as object, {
    get: (_target, name) => (name === '__esModule' ? true : Reflect.get(namespace, name)),
    has: (_target, name) => name === '__esModule' || name in namespace,
    ownKeys: () => Reflect.ownKeys(namespace).filter((key) => typeof key === 'string'),
    getOwnPropertyDescriptor: (_target, name) =>
      name in namespace
        ? {
            value: Reflect.get(namespace, name),
            enumerable: true,
            configurable: true,
            writable: true,
          }
        : undefined,
  });
}
