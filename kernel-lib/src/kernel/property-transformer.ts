import type * as TypeScript from 'typescript';
import { loadTypeScript } from './typescript';

/**
 * Names of properties are no variables. tslab asks for every identifier of a cell which declaration it means and puts
 * `exports.` in front when that stands in an earlier cell, which is wrong in two places:
 *
 * - `{ values }` means a property of this cell and the variable of an earlier one: `{ values: exports.values }` is
 *   written instead, and `({ values: exports.values } = …)` likewise.
 * - The key in `const { size: width } = box` means a property that an earlier cell declared, if `box` is of there. The
 *   key is written anew, as a name without a declaration.
 */
export function propertyTransformer(
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

    const withVariable = (node: TypeScript.ShorthandPropertyAssignment): TypeScript.Node => {
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

    const isKey = (node: TypeScript.Node): node is TypeScript.Identifier =>
      ts.isIdentifier(node) &&
      ts.isBindingElement(node.parent) &&
      node.parent.propertyName === node;

    const visit = (node: TypeScript.Node): TypeScript.Node => {
      if (ts.isShorthandPropertyAssignment(node) && isOfEarlierCell(node)) {
        return withVariable(node);
      }
      if (isKey(node)) return ts.setTextRange(factory.createIdentifier(node.text), node);
      return ts.visitEachChild(node, visit, context);
    };
    return ts.visitNode(file, visit) as TypeScript.SourceFile;
  };
}
