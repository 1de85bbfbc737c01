import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type TypeScript from 'typescript';

// Stock tslab compiles notebooks with TypeScript 5.0.4 and the old module resolution. What it cannot read in our
// declarations it takes for `any` without a word, and the learner's types are gone.
describe('the declarations of kernel-lib, read by the TypeScript of stock tslab', function () {
  this.timeout(120_000);

  const dist = path.dirname(require.resolve('kernel-lib'));
  let ts: typeof TypeScript;
  let program: TypeScript.Program;
  let door: TypeScript.SourceFile;

  before(() => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    ts = require('@tslab/typescript-for-tslab') as typeof TypeScript;
    // The kernel's own files speak of TypeScript 5.9 and are no notebook's business.
    const files = fs
      .readdirSync(dist, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.d.ts') && !/^(kernel|cli)\b/.test(file));
    program = ts.createProgram(
      files.map((file) => path.join(dist, file)),
      {
        target: ts.ScriptTarget.ES2022,
        lib: ['lib.es2022.d.ts'],
        module: ts.ModuleKind.ESNext,
        moduleResolution: ts.ModuleResolutionKind.Node10,
        esModuleInterop: true,
        strict: true,
        skipLibCheck: false,
        noEmit: true,
        types: ['node'],
      },
    );
    const file = program.getSourceFile(path.join(dist, 'index.d.ts'));
    assert.ok(file);
    door = file;
  });

  it('is 5.0.4, as stock tslab has it', () => {
    assert.equal(ts.version, '5.0.4');
  });

  it('have no error', () => {
    const found = program
      .getSourceFiles()
      .filter((file) => fs.realpathSync(file.fileName).startsWith(fs.realpathSync(dist)))
      .flatMap((file) => [
        ...program.getSyntacticDiagnostics(file),
        ...program.getSemanticDiagnostics(file),
      ])
      .map(({ file, start, messageText, code }) => {
        const line = file ? file.getLineAndCharacterOfPosition(start ?? 0).line + 1 : 0;
        const name = path.relative(dist, file?.fileName ?? '');
        return `${name}:${line} TS${code} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
      });
    assert.deepEqual(found, []);
  });

  it('give no `any` that is not written there', () => {
    const checker = program.getTypeChecker();
    const module = checker.getSymbolAtLocation(door);
    assert.ok(module);
    const silent: string[] = [];
    const isAny = (type: TypeScript.Type): boolean => (type.flags & ts.TypeFlags.Any) !== 0;
    const check = (where: string, type: TypeScript.Type, node?: TypeScript.Node): void => {
      if (isAny(type) && !/\bany\b/.test(node?.getText() ?? '')) silent.push(where);
    };
    let checked = 0;
    for (const symbol of checker.getExportsOfModule(module)) {
      const target =
        symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      const [declaration] = target.declarations ?? [];
      const isOurs = declaration?.getSourceFile().fileName.includes('kernel-lib/dist');
      if (!declaration || !isOurs) continue;
      if (target.flags & ts.SymbolFlags.Value) {
        const type = checker.getTypeOfSymbolAtLocation(target, declaration);
        check(symbol.name, type, declaration);
        for (const signature of [...type.getCallSignatures(), ...type.getConstructSignatures()]) {
          checked++;
          const { declaration: written } = signature;
          check(`${symbol.name}()`, signature.getReturnType(), written?.type);
          for (const parameter of signature.getParameters()) {
            const [node] = parameter.declarations ?? [];
            const parameterType = checker.getTypeOfSymbolAtLocation(parameter, node ?? declaration);
            check(`${symbol.name}(${parameter.name})`, parameterType, node);
          }
        }
      }
      if (target.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.Class)) {
        for (const property of checker.getDeclaredTypeOfSymbol(target).getProperties()) {
          const [node] = property.declarations ?? [];
          const isPrivate = node && ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private;
          if (isPrivate || !node?.getSourceFile().fileName.includes('kernel-lib/dist')) continue;
          check(
            `${symbol.name}.${property.name}`,
            checker.getTypeOfSymbolAtLocation(property, node),
            node,
          );
        }
      }
    }
    assert.deepEqual(silent, []);
    assert.ok(checked > 20, `only ${checked} signatures were found behind the door`);
  });
});
