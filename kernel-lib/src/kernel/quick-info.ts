import type * as TypeScript from 'typescript';
import { attachDocs } from './late-docs';
import { loadTypeScript } from './typescript';

/** What an editor shows on hover, without a language service: tslab's fork offers this, plain TypeScript does not. */
export function quickInfoAt(
  file: TypeScript.SourceFile,
  checker: TypeScript.TypeChecker,
  _cancellation: unknown,
  position: number,
): TypeScript.QuickInfo | undefined {
  const ts = loadTypeScript();
  const node = ts.getTouchingPropertyName(file, position);
  if ((node as TypeScript.Node) === file) return undefined;
  const textSpan = ts.createTextSpanFromNode(node, file);
  const container = ts.getContainerNode(node);
  const symbol = checker.getSymbolAtLocation(node);

  if (!symbol || symbol.name === 'unknown') {
    const type = checker.getTypeAtLocation(node);
    if (!ts.isExpression(node) || type.flags & ts.TypeFlags.Any) return undefined;
    const displayParts = ts.typeToDisplayParts(checker, type, container);
    const kind = ts.ScriptElementKind.unknown;
    return { kind, kindModifiers: '', textSpan, displayParts };
  }
  attachDocs(checker, symbol);
  const { symbolKind, displayParts, documentation, tags } =
    ts.SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker,
      symbol,
      file,
      container,
      node,
    );
  const kindModifiers = ts.SymbolDisplay.getSymbolModifiers(checker, symbol);
  return { kind: symbolKind, kindModifiers, textSpan, displayParts, documentation, tags };
}
