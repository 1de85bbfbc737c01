import type * as TypeScript from 'typescript';
import { loadTypeScript } from './typescript';

type Documented = TypeScript.Node & { jsDoc?: TypeScript.JSDoc[] };

const done = new WeakSet<TypeScript.SourceFile>();

/**
 * Gives the declarations of a symbol their documentation comments. The compiler of the cells skips them, for parsing
 * them takes a third of its start; when somebody asks, the file is parsed once more, and the comments move over.
 */
export function attachDocs(checker: TypeScript.TypeChecker, symbol: TypeScript.Symbol): void {
  const ts = loadTypeScript();
  const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
  const target = isAlias ? checker.getAliasedSymbol(symbol) : symbol;
  for (const declaration of target.declarations ?? []) attachToFile(declaration.getSourceFile());
}

function attachToFile(file: TypeScript.SourceFile): void {
  if (done.has(file)) return;
  done.add(file);
  const ts = loadTypeScript();
  const { languageVersion } = file;
  const options = { languageVersion, jsDocParsingMode: ts.JSDocParsingMode.ParseAll };
  const full = ts.createSourceFile(file.fileName, file.text, options, true);
  copyDocs(full, file);
}

/** Both trees were parsed from the same text, so that they have the same children in the same order. */
function copyDocs(from: Documented, to: Documented): void {
  if (from.jsDoc) to.jsDoc = from.jsDoc;
  const sources = childrenOf(from);
  childrenOf(to).forEach((child, index) => {
    if (sources[index]?.kind === child.kind) copyDocs(sources[index], child);
  });
}

function childrenOf(node: TypeScript.Node): TypeScript.Node[] {
  const ts = loadTypeScript();
  const children: TypeScript.Node[] = [];
  ts.forEachChild(node, (child) => {
    if (!ts.isJSDoc(child)) children.push(child);
  });
  return children;
}
