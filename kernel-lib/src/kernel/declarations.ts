import type * as TypeScript from 'typescript';
import { loadTypeScript } from './typescript';

/** The declarations after a cell that threw: its own, but names it never reached keep what they were before. */
export function declarationsAfterThrow(before: string, after: string, lost: Set<string>): string {
  if (!lost.size) return after;
  return keepNames(after, (name) => !lost.has(name)) + keepNames(before, (name) => lost.has(name));
}

/**
 * The declarations of all cells, with the namespaces of earlier ones, and `import Inner = Space.Inner`, which tslab
 * forgets after one cell. A namespace goes when its name is declared again.
 */
export function withNamespaces(before: string, after: string): string {
  if (!/^(declare (namespace|module)|import \w+ =) /m.test(before)) return after;
  const ts = loadTypeScript();
  const again = new Set(statementsOf(after).flatMap((statement) => namesOf(ts, statement)));
  const kept = statementsOf(before).filter(
    (statement) =>
      (ts.isModuleDeclaration(statement) || ts.isImportEqualsDeclaration(statement)) &&
      !namesOf(ts, statement).some((name) => again.has(name)),
  );
  return after + kept.map((node) => `${before.slice(node.pos, node.end).trim()}\n`).join('');
}

function statementsOf(text: string): readonly TypeScript.Statement[] {
  const ts = loadTypeScript();
  return ts.createSourceFile('names.d.ts', text, ts.ScriptTarget.Latest, false).statements;
}

/** The statements of a declaration file that declare a wanted name. */
function keepNames(text: string, wanted: (name: string) => boolean): string {
  const ts = loadTypeScript();
  const textOf = (node: TypeScript.Node): string => text.slice(node.pos, node.end).trim();
  const kept: string[] = [];
  for (const statement of statementsOf(text)) {
    if (ts.isVariableStatement(statement)) {
      const list = statement.declarationList;
      const variables = list.declarations.filter(
        ({ name }) => ts.isIdentifier(name) && wanted(name.text),
      );
      const keyword = list.flags & ts.NodeFlags.Const ? 'const' : 'let';
      if (variables.length) kept.push(`declare ${keyword} ${variables.map(textOf).join(', ')};`);
    } else if (namesOf(ts, statement).some(wanted)) {
      kept.push(textOf(statement));
    }
  }
  return kept.map((statement) => `${statement}\n`).join('');
}

function namesOf(ts: typeof TypeScript, statement: TypeScript.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    const { declarations } = statement.declarationList;
    return declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
  }
  if (ts.isImportDeclaration(statement)) {
    const { name, namedBindings } = statement.importClause ?? {};
    const names = name ? [name.text] : [];
    if (!namedBindings) return names;
    if (ts.isNamespaceImport(namedBindings)) return [...names, namedBindings.name.text];
    return [...names, ...namedBindings.elements.map((element) => element.name.text)];
  }
  const { name } = statement as TypeScript.Statement & { name?: TypeScript.Node };
  return name && ts.isIdentifier(name) ? [name.text] : [];
}
