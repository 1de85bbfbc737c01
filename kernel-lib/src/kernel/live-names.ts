import type * as TypeScript from 'typescript';
import { loadTypeScript } from './typescript';

/** Name under which a cell's function receives the function that takes its table of names. */
export const namesHook = '__attendNames';

/**
 * Replaces the trailing `export { a, f };` of a compiled cell by a table of getters and setters at its very top, so that
 * the names are known before the first statement runs, and live. Adds exactly one line in front.
 */
export function withLiveNames(javascript: string): string {
  const ts = loadTypeScript();
  const file = ts.createSourceFile('cell.js', javascript, ts.ScriptTarget.Latest, false);
  const writable = new Set<string>();
  const names: string[] = [];
  let list: TypeScript.ExportDeclaration | undefined;

  for (const statement of file.statements) {
    if (isExportList(ts, statement)) {
      if (statement.exportClause.elements.length) list = statement;
      for (const element of statement.exportClause.elements) names.push(element.name.text);
    } else {
      collectWritable(ts, statement, true, writable);
    }
  }
  if (!list) return `${namesHook}({});\n${javascript}`;

  const entries = names.map((name) => {
    const setter = writable.has(name) ? `, set ${name}(value) { ${name} = value; }` : '';
    return `get ${name}() { return ${name}; }${setter}`;
  });
  // Lines keep their numbers: in a cell with `using` the list stands in the middle.
  const lineBreaks = javascript.slice(list.getFullStart(), list.end).replace(/[^\n]/g, '');
  const body = javascript.slice(0, list.getFullStart()) + lineBreaks + javascript.slice(list.end);
  return `${namesHook}({ ${entries.join(', ')} });\n${body}\nexport {};`;
}

type ExportList = TypeScript.ExportDeclaration & { exportClause: TypeScript.NamedExports };

function isExportList(ts: typeof TypeScript, node: TypeScript.Statement): node is ExportList {
  return (
    ts.isExportDeclaration(node) &&
    !node.moduleSpecifier &&
    node.exportClause !== undefined &&
    ts.isNamedExports(node.exportClause)
  );
}

/** `let` of the top level, and `var` wherever it is hoisted from. */
function collectWritable(
  ts: typeof TypeScript,
  node: TypeScript.Node,
  isTop: boolean,
  into: Set<string>,
): void {
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
  if (ts.isVariableDeclarationList(node)) {
    const kind = node.flags & ts.NodeFlags.BlockScoped;
    if (!kind || (isTop && kind === ts.NodeFlags.Let)) {
      for (const { name } of node.declarations) collectNames(ts, name, into);
    }
  }
  const stillTop = isTop && ts.isVariableStatement(node);
  ts.forEachChild(node, (child) => collectWritable(ts, child, stillTop, into));
}

function collectNames(
  ts: typeof TypeScript,
  name: TypeScript.BindingName,
  into: Set<string>,
): void {
  if (ts.isIdentifier(name)) {
    into.add(name.text);
    return;
  }
  for (const element of name.elements) {
    if (!ts.isOmittedExpression(element)) collectNames(ts, element.name, into);
  }
}
