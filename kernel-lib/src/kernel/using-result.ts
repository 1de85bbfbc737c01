import type * as TypeScript from 'typescript';
import { loadTypeScript } from './typescript';

/** Name under which the last expression of a cell with a `using` declaration is exported. */
export const usingResult = '__attendResult';

/**
 * Exports the last expression of a cell that declares something with `using`. Such a cell is compiled to a `try`
 * statement, at whose end tslab finds no expression. `found` is called when there is one.
 */
export function usingResultTransformer(
  found: () => void,
): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  const ts = loadTypeScript();
  const { BlockScoped, Using, AwaitUsing } = ts.NodeFlags;
  const isUsing = (node: TypeScript.Statement): boolean => {
    const kind = ts.isVariableStatement(node) && node.declarationList.flags & BlockScoped;
    return kind === Using || kind === AwaitUsing;
  };

  return ({ factory }) =>
    (file) => {
      const { statements } = file;
      const index = statements.findLastIndex((node) => !ts.isExportDeclaration(node));
      const last = statements[index];
      if (!last || !ts.isExpressionStatement(last) || !statements.some(isUsing)) return file;
      found();
      const name = factory.createIdentifier('exports');
      const target = factory.createPropertyAccessExpression(name, usingResult);
      const value = factory.createAssignment(target, last.expression);
      const statement = ts.setTextRange(factory.createExpressionStatement(value), last);
      return factory.updateSourceFile(file, statements.with(index, statement));
    };
}
