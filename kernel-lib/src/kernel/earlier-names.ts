import type * as TypeScript from 'typescript';
import { loadTypeScript } from './typescript';

/** Name under which a cell's function receives the values of all names of earlier cells. */
export const earlierNames = '__attendEarlier';

/** What V8 says of an expression, such as `f is not a function`, as the learner wrote it. */
export function withoutEarlierNames(text: string): string {
  return text.replaceAll(`${earlierNames}.`, '');
}

/**
 * Writes `__attendEarlier.values` for `values` when that is a name of an earlier cell, in JavaScript that has no types
 * any more. tslab would write `exports.values`, also where the name is that of a property (`const { size: width } = box`,
 * if an earlier cell says that a box has a size) and inside a function that has an `exports` of its own; it does not
 * see the variable in `{ values }`. So nothing is left for it to find.
 */
export function earlierNamesTransformer(
  checker: TypeScript.TypeChecker,
  isEarlier: (file: TypeScript.SourceFile) => boolean,
): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  const ts = loadTypeScript();
  const isOfEarlierCell = (symbol: TypeScript.Symbol | undefined): boolean =>
    symbol?.declarations?.some((declaration) => isEarlier(declaration.getSourceFile())) ?? false;

  return (context) => (file) => {
    const { factory } = context;
    const bareName = (name: TypeScript.Identifier): TypeScript.Identifier =>
      ts.setTextRange(factory.createIdentifier(name.text), name);
    const valueOf = (name: TypeScript.Identifier): TypeScript.Expression => {
      const values = factory.createIdentifier(earlierNames);
      return factory.createPropertyAccessExpression(values, bareName(name));
    };

    /** `{ values }` and `{ values = 1 }`, in a literal or on the left of an assignment. */
    const shorthand = (node: TypeScript.ShorthandPropertyAssignment): TypeScript.Node => {
      const { name, objectAssignmentInitializer: fallback } = node;
      const value = fallback
        ? factory.createAssignment(
            valueOf(name),
            ts.visitNode(fallback, visit) as TypeScript.Expression,
          )
        : valueOf(name);
      return ts.setTextRange(factory.createPropertyAssignment(name.text, value), node);
    };

    const visit = (node: TypeScript.Node): TypeScript.Node => {
      const written = ts.getParseTreeNode(node);
      if (ts.isShorthandPropertyAssignment(node) && written) {
        const isEarlierValue = isOfEarlierCell(checker.getShorthandAssignmentValueSymbol(written));
        if (isEarlierValue) return shorthand(node);
      }
      if (!ts.isIdentifier(node)) return ts.visitEachChild(node, visit, context);
      // Of these tslab knows that they are properties.
      if (node.parent && isNameOfAccess(ts, node)) return node;
      if (!written || !isOfEarlierCell(checker.getSymbolAtLocation(written))) return node;
      return isPropertyName(ts, written) ? bareName(node) : valueOf(node);
    };
    return ts.visitNode(file, visit) as TypeScript.SourceFile;
  };
}

function isNameOfAccess(ts: typeof TypeScript, node: TypeScript.Node): boolean {
  return ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
}

/** The `size` of `box.size`, of the name `Box.size` of a namespace, and of the pattern `{ size: width }`. */
function isPropertyName(ts: typeof TypeScript, node: TypeScript.Node): boolean {
  const { parent } = node;
  return (
    isNameOfAccess(ts, node) ||
    (ts.isQualifiedName(parent) && parent.right === node) ||
    (ts.isBindingElement(parent) && parent.propertyName === node)
  );
}
