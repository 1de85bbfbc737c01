import type * as TypeScript from 'typescript';
import { requireWithCodeCache } from './code-cache';

export type TS = typeof TypeScript;

/** What the kernel uses of the compiler beyond its published types; `tests/…/compiler-contract.test.ts` watches it. */
export interface TypeScriptInternals {
  bindSourceFile(file: TypeScript.SourceFile, options: TypeScript.CompilerOptions): void;
  nullTransformationContext: TypeScript.TransformationContext;
  getTouchingPropertyName(file: TypeScript.SourceFile, position: number): TypeScript.Node;
  createTextSpanFromNode(node: TypeScript.Node, file: TypeScript.SourceFile): TypeScript.TextSpan;
  getContainerNode(node: TypeScript.Node): TypeScript.Node | undefined;
  typeToDisplayParts(
    checker: TypeScript.TypeChecker,
    type: TypeScript.Type,
    enclosing?: TypeScript.Node,
  ): TypeScript.SymbolDisplayPart[];
  SymbolDisplay: {
    getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker: TypeScript.TypeChecker,
      symbol: TypeScript.Symbol,
      file: TypeScript.SourceFile,
      enclosing: TypeScript.Node | undefined,
      location: TypeScript.Node,
    ): {
      symbolKind: TypeScript.ScriptElementKind;
      displayParts: TypeScript.SymbolDisplayPart[];
      documentation: TypeScript.SymbolDisplayPart[];
      tags: TypeScript.JSDocTagInfo[] | undefined;
    };
    getSymbolModifiers(checker: TypeScript.TypeChecker, symbol: TypeScript.Symbol): string;
  };
  Completions: {
    getCompletionsAtPosition(
      host: object,
      program: TypeScript.Program,
      log: (message: string) => void,
      file: TypeScript.SourceFile,
      position: number,
      preferences: object,
      triggerKind?: number,
      completionKind?: number,
      cancellation?: object,
      formatContext?: object,
      includeSymbol?: boolean,
    ): TypeScript.CompletionInfo | undefined;
  };
}

/** A source file after binding: the names it declares at its top level. */
export type BoundSourceFile = TypeScript.SourceFile & {
  locals?: Map<string, TypeScript.Symbol>;
};

let loaded: (TS & TypeScriptInternals) | undefined;

/** The compiler of the cells: the TypeScript that kernel-lib depends on, loaded at the first use. */
export function loadTypeScript(): TS & TypeScriptInternals {
  loaded ??= requireWithCodeCache<TS & TypeScriptInternals>('typescript');
  return loaded;
}
