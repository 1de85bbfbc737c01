import * as path from 'node:path';
import type * as TypeScript from 'typescript';
import { CompilerFiles } from './compiler-files';
import { withNamespaces } from './declarations';
import { earlierNamesTransformer } from './earlier-names';
import { withLiveNames } from './live-names';
import { loopTransformer } from './loop-transformer';
import { SourceMap, type Place } from './source-map';
import { loadTslab, type TslabConverter, type TslabDiagnostic } from './tslab';
import { onBehalfOf, type CompilerClient } from './typescript-shim';
import { loadTypeScript } from './typescript';
import { usingResult, usingResultTransformer } from './using-result';

export interface CompiledCell {
  /** CommonJS text, the body of the cell's function. */
  javascript: string;
  /** Declarations of every name that later cells may use. */
  declarations: string;
  isAsync: boolean;
  /** Name under which the last expression is exported, if the cell ends with one. */
  resultName: string | undefined;
  /** Files of the notebook's folder that the cell imports, compiled to CommonJS. */
  modules: { path: string; data: string }[];
  /** From a place in the compiled text to the learner's; null for what the compiler added. */
  toSource(place: Place): Place | null;
}

export type Compilation =
  { cell: CompiledCell; diagnostics: [] } | { cell: null; diagnostics: TslabDiagnostic[] };

/** Cells are type-checked and compiled by tslab's converter over our TypeScript. */
export class Compiler {
  private converter: TslabConverter;
  private readonly files: CompilerFiles;
  private readonly client: CompilerClient;
  private emitted = '';
  private firstMap = '';
  private secondMap = '';
  private hasUsingResult = false;

  constructor(readonly directory: string) {
    this.files = new CompilerFiles(directory);
    this.client = this.createClient();
    this.converter = this.createConverter();
    // The first cell costs five times the second: the learner's shall not be the first.
    this.convert('', 'const warm = [1];\nwarm.length');
  }

  /** Compiles one cell that may use the names in `declarations`. */
  compile(declarations: string, source: string): Compilation {
    if (this.files.hasNewPackages()) this.restart();
    let result = this.convert(declarations, source);
    if (result.diagnostics.length && this.files.useFullNodeTypes()) {
      result = this.convert(declarations, source);
    }
    const { diagnostics, output, declOutput } = result;
    if (diagnostics.length || output === undefined) {
      this.files.rememberMissing(diagnostics);
      return { cell: null, diagnostics };
    }
    const [first, second] = [this.firstMap, this.secondMap];
    let maps: [SourceMap, SourceMap] | undefined;
    const cell: CompiledCell = {
      javascript: output,
      declarations: withNamespaces(declarations, declOutput ?? ''),
      isAsync: result.hasToplevelAwait ?? false,
      resultName: result.lastExpressionVar ?? (this.hasUsingResult ? usingResult : undefined),
      modules: result.sideOutputs ?? [],
      toSource: (place) => {
        maps ??= [new SourceMap(first), new SourceMap(second)];
        const middle = maps[1].originOf(place);
        const origin = middle && maps[0].originOf({ ...middle, line: middle.line - 1 });
        // tslab writes one line, `export {};`, before the learner's text.
        return origin && origin.line > 0 ? { ...origin, line: origin.line - 1 } : null;
      },
    };
    return { cell, diagnostics: [] };
  }

  /** Registers a cell marked `@module name` as a file that later cells can import. */
  addModule(name: string, source: string, metadata: object): TslabDiagnostic[] {
    return onBehalfOf(this.client, () => this.converter.addModule(name, source, metadata));
  }

  /** Lets a tool question the converter (completion, inspection). */
  query<T>(question: (converter: TslabConverter) => T): T {
    return onBehalfOf(this.client, () => question(this.converter));
  }

  /** Makes all of Node's names visible, not only those that most cells use; false if they are already. */
  useFullNodeTypes(): boolean {
    return this.files.useFullNodeTypes();
  }

  close(): void {
    this.converter.close();
  }

  private convert(declarations: string, source: string): ReturnType<TslabConverter['convert']> {
    this.files.announceChanges();
    this.hasUsingResult = false;
    return onBehalfOf(this.client, () =>
      this.files.exporting(() => this.converter.convert(declarations, source)),
    );
  }

  private createConverter(): TslabConverter {
    const { createConverter } = loadTslab();
    return onBehalfOf(this.client, () => createConverter({ isJS: false, isBrowser: false }));
  }

  private restart(): void {
    this.converter.close();
    this.converter = this.createConverter();
  }

  private createClient(): CompilerClient {
    const ts = loadTypeScript();
    return {
      directory: this.directory,
      options: {
        strict: true,
        lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
        moduleResolution: ts.ModuleResolutionKind.Bundler,
        sourceMap: true,
        types: [],
        typeRoots: [],
      },
      extraFiles: [this.files.globalsFile],
      wrapSystem: (system) => this.files.wrapSystem(system),
      watch: (file, changed) => this.files.watch(file, changed),
      onProgram: (builder, deliverAgain) => this.files.onProgram(builder, deliverAgain),
      transformers: (program) => ({
        before: [loopTransformer(), usingResultTransformer(() => (this.hasUsingResult = true))],
        after: [earlierNamesTransformer(program.getTypeChecker(), isEarlierCells)],
      }),
      onSourceMap: (name, json) => {
        if (path.basename(name) === '__tslab__.js.map') this.firstMap = json;
      },
      onEmit: (name, text) => {
        if (path.basename(name) === '__tslab__.js') this.emitted = text;
      },
      toCommonJs: (javascript, compilerOptions) => {
        if (javascript !== this.emitted) return null;
        const result = ts.transpileModule(withLiveNames(javascript), {
          fileName: 'cell.js',
          compilerOptions: { ...compilerOptions, sourceMap: true },
        });
        this.secondMap = result.sourceMapText ?? '';
        return result.outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
      },
    };
  }
}

function isEarlierCells(file: TypeScript.SourceFile): boolean {
  return path.posix.basename(file.fileName) === '__prev__.d.ts';
}
