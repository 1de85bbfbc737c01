import type * as TypeScript from 'typescript';
import { loadTypeScript } from './typescript';

/**
 * Writes `{ values }` as `{ values: exports.values }` when `values` belongs to an earlier cell, and `({ values } = …)`
 * likewise. tslab looks such a name up as a property, finds no earlier cell and leaves a name that does not exist.
 */
export function shorthandTransformer(
  checker: TypeScript.TypeChecker,
  isEarlier: (file: TypeScript.SourceFile) => boolean,
): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  const ts = loadTypeScript();
  const isOfEarlierCell = (node: TypeScript.ShorthandPropertyAssignment): boolean =>
    checker
      .getShorthandAssignmentValueSymbol(node)
      ?.declarations?.some((declaration) => isEarlier(declaration.getSourceFile())) ?? false;

  return (context) => (file) => {
    const { factory } = context;
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      if (!ts.isShorthandPropertyAssignment(node) || !isOfEarlierCell(node)) {
        return ts.visitEachChild(node, visit, context);
      }
      const name = node.name.text;
      const variable = factory.createPropertyAccessExpression(
        factory.createIdentifier('exports'),
        name,
      );
      const fallback = node.objectAssignmentInitializer;
      const value = fallback
        ? factory.createAssignment(variable, ts.visitNode(fallback, visit) as TypeScript.Expression)
        : variable;
      return ts.setTextRange(factory.createPropertyAssignment(name, value), node);
    };
    return ts.visitNode(file, visit) as TypeScript.SourceFile;
  };
}
