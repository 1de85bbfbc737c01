import type * as TypeScript from 'typescript';
import { loadTypeScript } from './typescript';

/** A module that a cell imports while it runs, and the names in it. */
interface ImportedModule {
  specifier: string;
  members: Set<string>;
}

/**
 * Declarations of a cell that a later cell can read. Types without a name that reaches outside (of a class inside a
 * function, of an interface that a package keeps to itself) are of no use there and become `any`; a module that the
 * cell got by `await import('…')`, which the compiler copies out member by member, becomes the type of that module.
 *
 * @param text as the compiler wrote it
 * @param problems what it said to it
 */
export function withNameableTypes(
  text: string,
  problems: readonly TypeScript.Diagnostic[],
  cell: TypeScript.SourceFile,
  checker: TypeScript.TypeChecker,
): string {
  const ts = loadTypeScript();
  const nameless = namesIn(problems);
  const modules = importedModules(cell, checker);
  if (!nameless.size && !modules.length) return text;

  const { factory } = ts;
  const isNameless = (name: TypeScript.EntityName): boolean =>
    ts.isIdentifier(name) ? nameless.has(name.text) : isNameless(name.left);
  const replace: TypeScript.TransformerFactory<TypeScript.SourceFile> = (context) => (file) => {
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      if (ts.isTypeLiteralNode(node)) {
        const found = moduleLike(node, modules);
        if (found) return found;
      }
      const isUseless =
        (ts.isTypeReferenceNode(node) && isNameless(node.typeName)) ||
        (ts.isTypeQueryNode(node) && isNameless(node.exprName as TypeScript.EntityName));
      if (isUseless) return factory.createKeywordTypeNode(ts.SyntaxKind.AnyKeyword);
      return ts.visitEachChild(node, visit, context);
    };
    return ts.visitNode(file, visit) as TypeScript.SourceFile;
  };

  const file = ts.createSourceFile('cell.d.ts', text, ts.ScriptTarget.Latest, false);
  const { transformed, dispose } = ts.transform(file, [replace]);
  const printed = ts.createPrinter({ newLine: ts.NewLineKind.LineFeed }).printFile(transformed[0]);
  dispose();
  return printed;
}

/** The names that the compiler could not write so that they mean something elsewhere. */
function namesIn(problems: readonly TypeScript.Diagnostic[]): Set<string> {
  const ts = loadTypeScript();
  const texts = problems.map(({ messageText }) =>
    ts.flattenDiagnosticMessageText(messageText, '\n'),
  );
  const found = texts.flatMap((text) => [...text.matchAll(/(?:using|private) name '([^']+)'/g)]);
  return new Set(found.map(([, name]) => name));
}

function importedModules(
  cell: TypeScript.SourceFile,
  checker: TypeScript.TypeChecker,
): ImportedModule[] {
  const ts = loadTypeScript();
  const modules: ImportedModule[] = [];
  const visit = (node: TypeScript.Node): void => {
    ts.forEachChild(node, visit);
    if (!ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.ImportKeyword) return;
    const [specifier] = node.arguments;
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    // `export =` may hand out a function, of which the copy has only the members.
    if (checker.getSymbolAtLocation(specifier)?.exports?.has(ts.InternalSymbolName.ExportEquals)) {
      return;
    }
    const type = checker.getAwaitedType(checker.getTypeAtLocation(node));
    const members = new Set(type?.getProperties().map(({ name }) => name));
    modules.push({ specifier: specifier.text, members });
  };
  if (/\bimport\s*\(/.test(cell.text)) visit(cell);
  return modules;
}

/** The type of the module whose members a type literal lists, all of them; null if there is none. */
function moduleLike(
  literal: TypeScript.TypeLiteralNode,
  modules: ImportedModule[],
): TypeScript.TypeNode | null {
  const ts = loadTypeScript();
  const names = literal.members.map(({ name }) =>
    name && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : '',
  );
  const own = new Set(names);
  const isSame = ({ members }: ImportedModule): boolean =>
    own.has('default') && members.size === own.size && [...own].every((name) => members.has(name));
  const found = modules.find(isSame);
  if (!found) return null;

  const { factory } = ts;
  const argument = factory.createLiteralTypeNode(factory.createStringLiteral(found.specifier));
  const module = (): TypeScript.TypeNode =>
    factory.createImportTypeNode(argument, undefined, undefined, undefined, true);
  const standard = factory.createPropertySignature(undefined, 'default', undefined, module());
  return factory.createIntersectionTypeNode([module(), factory.createTypeLiteralNode([standard])]);
}
