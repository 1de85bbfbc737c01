import type * as TypeScript from 'typescript';
import { loadTypeScript } from './typescript';

/** Names under which a cell's function receives the shared word and the function that throws. */
export const stopWord = '__attendStop';
export const stopHere = '__attendStopHere';

/**
 * Puts `if (__attendStop[0]) __attendStopHere();` at the top of a cell's loops, so that an interrupt ends them with an
 * ordinary error, wherever they run. Innermost counted loops stay as they are: they end by themselves, and they are hot.
 */
export function loopTransformer(): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  const ts = loadTypeScript();
  return (context) => (file) => {
    const { factory } = context;

    const withCheck = (loop: TypeScript.IterationStatement): TypeScript.Block => {
      const call = factory.createCallExpression(factory.createIdentifier(stopHere), undefined, []);
      const word = factory.createElementAccessExpression(factory.createIdentifier(stopWord), 0);
      const statement = factory.createExpressionStatement(call);
      const check = factory.createIfStatement(word, statement);
      const head = { pos: loop.getStart(file), end: loop.getStart(file) + 1 };
      for (const node of [check, statement, call]) ts.setSourceMapRange(node, head);
      return check as unknown as TypeScript.Block;
    };

    const visit = (node: TypeScript.Node): TypeScript.Node => {
      const visited = ts.visitEachChild(node, visit, context);
      if (!ts.isIterationStatement(node, false) || endsByItself(ts, node, file)) return visited;
      const loop = visited as TypeScript.IterationStatement;
      const inner = ts.isBlock(loop.statement) ? loop.statement.statements : [loop.statement];
      const body = factory.createBlock([withCheck(node), ...inner], true);
      ts.setTextRange(body, loop.statement);
      return replaceBody(ts, factory, loop, body);
    };
    return ts.visitNode(file, visit) as TypeScript.SourceFile;
  };
}

function replaceBody(
  ts: typeof TypeScript,
  factory: TypeScript.NodeFactory,
  loop: TypeScript.IterationStatement,
  body: TypeScript.Block,
): TypeScript.Node {
  if (ts.isWhileStatement(loop)) return factory.updateWhileStatement(loop, loop.expression, body);
  if (ts.isDoStatement(loop)) return factory.updateDoStatement(loop, body, loop.expression);
  if (ts.isForStatement(loop)) {
    const { initializer, condition, incrementor } = loop;
    return factory.updateForStatement(loop, initializer, condition, incrementor, body);
  }
  if (ts.isForInStatement(loop)) {
    return factory.updateForInStatement(loop, loop.initializer, loop.expression, body);
  }
  const each = loop as TypeScript.ForOfStatement;
  const { awaitModifier, initializer, expression } = each;
  return factory.updateForOfStatement(each, awaitModifier, initializer, expression, body);
}

/** `for (let i = …; i < …; i++)` without inner loops, awaits or writes to `i`. */
function endsByItself(
  ts: typeof TypeScript,
  loop: TypeScript.IterationStatement,
  file: TypeScript.SourceFile,
): boolean {
  if (!ts.isForStatement(loop) || !loop.condition || !loop.incrementor) return false;
  if (!loop.initializer || !ts.isVariableDeclarationList(loop.initializer)) return false;
  const counter = loop.initializer.declarations[0]?.name;
  if (!counter || !ts.isIdentifier(counter) || !ts.isBinaryExpression(loop.condition)) return false;

  const isCounter = (node: TypeScript.Node): boolean => node.getText(file) === counter.text;
  const { left, right } = loop.condition;
  if (!isCounter(left) && !isCounter(right)) return false;
  const spoils = (node: TypeScript.Node): boolean => {
    if (ts.isIterationStatement(node, false) || ts.isAwaitExpression(node)) return true;
    if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
      if (isCounter(node.operand)) return true;
    }
    if (ts.isBinaryExpression(node) && isAssignment(ts, node) && isCounter(node.left)) return true;
    return ts.forEachChild(node, (child) => spoils(child) || undefined) ?? false;
  };
  return !spoils(loop.statement);
}

function isAssignment(ts: typeof TypeScript, node: TypeScript.BinaryExpression): boolean {
  const { kind } = node.operatorToken;
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}
