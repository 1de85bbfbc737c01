import type * as TypeScript from 'typescript';
import { loadTypeScript } from './typescript';

/** Diagnostic 1308, "await is only allowed in async functions": how tslab learns that a cell must run as async. */
const awaitOutsideAsync = 1308;

/**
 * One diagnostic for every `await` (`for await` and `await using` too) that stands outside functions.
 * A plain compiler allows them in a module, so it does not report what tslab waits for.
 */
export function topLevelAwaits(file: TypeScript.SourceFile): TypeScript.DiagnosticWithLocation[] {
  const ts = loadTypeScript();
  const found: TypeScript.DiagnosticWithLocation[] = [];
  const report = (start: number): void => {
    found.push({
      file,
      start,
      length: 'await'.length,
      code: awaitOutsideAsync,
      category: ts.DiagnosticCategory.Error,
      messageText: 'await at the top level',
    });
  };
  const visit = (node: TypeScript.Node): void => {
    const isOtherBody =
      ts.isFunctionLike(node) ||
      ts.isModuleDeclaration(node) ||
      ts.isClassStaticBlockDeclaration(node);
    if (isOtherBody) return;
    if (ts.isAwaitExpression(node)) report(node.getStart(file));
    if (ts.isForOfStatement(node) && node.awaitModifier) report(node.awaitModifier.getStart(file));
    if (ts.isVariableDeclarationList(node)) {
      const isAwaitUsing = (node.flags & ts.NodeFlags.AwaitUsing) === ts.NodeFlags.AwaitUsing;
      if (isAwaitUsing) report(node.getStart(file));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
