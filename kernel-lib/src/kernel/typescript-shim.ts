import type * as TypeScript from 'typescript';
import { hookBuilder } from './hooked-builder';
import { quickInfoAt } from './quick-info';
import { topLevelAwaits } from './top-level-awaits';
import { loadTypeScript } from './typescript';

/** What one converter asks of the compiler. tslab calls plain TypeScript functions; the shim looks up whose call it is. */
export interface CompilerClient {
  directory: string;
  options: TypeScript.CompilerOptions;
  /** Extra files that every program holds, by absolute path. */
  extraFiles: string[];
  /** The file system of the converter, between tslab's and the real one. */
  wrapSystem(system: TypeScript.System): TypeScript.System;
  /** Stands in for the file watcher of the operating system. */
  watch(file: string, changed: TypeScript.FileWatcherCallback): TypeScript.FileWatcher;
  /** Sees each new program; `deliverAgain` hands it to tslab once more. */
  onProgram(builder: TypeScript.BuilderProgram, deliverAgain: () => void): void;
  /** What works on a file before tslab's own transformers do. */
  transformers(
    program: TypeScript.Program,
  ): Required<Pick<TypeScript.CustomTransformers, 'before' | 'after'>>;
  /** Receives the source map of a cell instead of the emit callback. */
  onSourceMap(fileName: string, json: string): void;
  /** Sees the JavaScript that was emitted, still as a module. */
  onEmit(fileName: string, javascript: string): void;
  /** Turns emitted modules into CommonJS; null leaves it to TypeScript. */
  toCommonJs(javascript: string, options: TypeScript.CompilerOptions): string | null;
}

let current: CompilerClient | null = null;

/** Runs tslab code on behalf of a client; tslab's compiler calls are all synchronous. */
export function onBehalfOf<T>(client: CompilerClient, body: () => T): T {
  const before = current;
  current = client;
  try {
    return body();
  } finally {
    current = before;
  }
}

function client(): CompilerClient {
  if (!current) throw new Error('typescript-shim: the compiler was called outside a converter');
  return current;
}

/**
 * Plain TypeScript in the clothes of tslab's fork: the five functions and the one option that the fork adds, and a
 * place to hook into options, file system, transformers and emit.
 */
export function createTypeScriptShim(): typeof TypeScript {
  const ts = loadTypeScript();
  const own = {
    sys: systemOfClient(ts.sys),
    getNullTransformationContext: () => ts.nullTransformationContext,
    getDefaultTypeRoots: () => [],
    getPreEmitDiagnosticsOfFiles: diagnosticsOf,
    getPreEmitDiagnostics: (program: TypeScript.Program, file: TypeScript.SourceFile) =>
      diagnosticsOf(program, [file]),
    getQuickInfoAtPosition: quickInfoAt,
    Completions: {
      ...ts.Completions,
      getCompletionsAtPositionForTslab: completionsForTslab,
    },
    transpileModule: (javascript: string, options: TypeScript.TranspileOptions) => {
      const compilerOptions = withoutForkOptions(options.compilerOptions ?? {});
      const outputText = client().toCommonJs(javascript, compilerOptions);
      return outputText === null
        ? ts.transpileModule(javascript, { ...options, compilerOptions })
        : { outputText };
    },
    createWatchCompilerHost: createHost,
    createWatchProgram: createWatch,
  };
  const shim = Object.create(ts) as typeof TypeScript;
  for (const name of Object.keys(ts)) {
    Object.defineProperty(shim, name, {
      enumerable: true,
      configurable: true,
      get: () => ts[name as keyof typeof ts],
    });
  }
  for (const [name, value] of Object.entries(own)) {
    Object.defineProperty(shim, name, { value, enumerable: true, configurable: true });
  }
  return shim;
}

/** tslab takes the directory of the notebook from here, so that nobody has to change the process's own. */
function systemOfClient(system: TypeScript.System): TypeScript.System {
  return new Proxy(system, {
    get: (target, name) => {
      if (name === 'getCurrentDirectory') return () => client().directory;
      if (name === 'watchFile') return client().watch;
      return Reflect.get(target, name);
    },
  });
}

/** Options that only the fork knows, and one that TypeScript 5.5 removed. */
function withoutForkOptions(options: TypeScript.CompilerOptions): TypeScript.CompilerOptions {
  const rest = { ...options };
  delete rest.noImplicitUseStrict;
  delete rest.disableTopLevelAwait;
  return rest;
}

function diagnosticsOf(
  program: TypeScript.Program,
  files: readonly TypeScript.SourceFile[],
): readonly TypeScript.Diagnostic[] {
  const found: TypeScript.Diagnostic[] = [];
  for (const file of files) {
    const syntax = program.getSyntacticDiagnostics(file);
    found.push(...syntax);
    if (syntax.length) continue;
    // What cannot be declared to later cells is no error of this one; see `withNameableTypes`.
    found.push(...program.getSemanticDiagnostics(file));
    if (/__tslab__\.[jt]sx?$/.test(file.fileName)) found.push(...topLevelAwaits(file));
  }
  const told = found.filter(({ code }) => code !== moduleWithoutTypes);
  return loadTypeScript().sortAndDeduplicateDiagnostics(told);
}

/** A package without declarations is `any`, as on stock tslab: a learner cannot mend it. */
const moduleWithoutTypes = 7016;

function completionsForTslab(
  _host: object,
  program: TypeScript.Program,
  ...rest: [
    log: (message: string) => void,
    file: TypeScript.SourceFile,
    position: number,
    preferences: object,
  ]
): TypeScript.CompletionInfo | undefined {
  const ts = loadTypeScript();
  const { sys } = ts;
  const host = {
    ...sys,
    getCompilationSettings: () => program.getCompilerOptions(),
    getCurrentDirectory: () => program.getCurrentDirectory(),
    useCaseSensitiveFileNames: () => sys.useCaseSensitiveFileNames,
  };
  const [log, file, position] = rest;
  const preferences = { includeCompletionsWithInsertText: false };
  return ts.Completions.getCompletionsAtPosition(host, program, log, file, position, preferences);
}

function createHost(
  files: string[],
  options: TypeScript.CompilerOptions,
  system: TypeScript.System,
  _createProgram: unknown,
  ...reporters: unknown[]
): WatchHost {
  const { options: own, extraFiles, wrapSystem } = client();
  const merged = { ...withoutForkOptions(options), ...own };
  const ts = loadTypeScript();
  const create = ts.createWatchCompilerHost as unknown as (...args: unknown[]) => WatchHost;
  const names = [...files, ...extraFiles];
  // tslab's default keeps a table of who references whom over all files, which it asks for one file; see `hookBuilder`.
  const builder = ts.createAbstractBuilder;
  const host = create(names, merged, wrapSystem(system), builder, ...reporters);
  host.jsDocParsingMode = ts.JSDocParsingMode.ParseForTypeErrors;
  return host;
}

type WatchHost = TypeScript.WatchCompilerHostOfFilesAndCompilerOptions<TypeScript.BuilderProgram>;

function createWatch(
  host: WatchHost,
): TypeScript.WatchOfFilesAndCompilerOptions<TypeScript.BuilderProgram> {
  const owner = client();
  const deliver = host.afterProgramCreate;
  host.afterProgramCreate = (builder) => {
    const deliverAgain = (): void => deliver?.(hookBuilder(builder, owner));
    owner.onProgram(builder, deliverAgain);
    deliverAgain();
  };
  const watch = loadTypeScript().createWatchProgram(host);
  return {
    ...watch,
    updateRootFileNames: (files) => watch.updateRootFileNames([...files, ...owner.extraFiles]),
  };
}
