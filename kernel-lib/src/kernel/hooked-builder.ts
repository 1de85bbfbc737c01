import * as path from 'node:path';
import type * as TypeScript from 'typescript';
import { withNameableTypes } from './nameable-types';
import type { CompilerClient } from './typescript-shim';

/**
 * A builder that emits with our transformers, keeps source maps out of tslab's sight, declares a cell's names even where
 * their types have none, and knows a file's own imports.
 */
export function hookBuilder(
  builder: TypeScript.BuilderProgram,
  owner: CompilerClient,
): TypeScript.BuilderProgram {
  const hooked = Object.create(builder) as TypeScript.BuilderProgram;
  hooked.getAllDependencies = (file) => [...localImports(builder.getProgram(), file)];
  hooked.emit = (file, write, cancellation, onlyDeclarations, custom) => {
    const program = builder.getProgram() as ProgramThatForces;
    const { before, after } = owner.transformers(program);
    const transformers = custom && {
      ...custom,
      before: [...before, ...(custom.before ?? [])],
      after: [...after, ...(custom.after ?? [])],
    };
    let declare: ((problems: readonly TypeScript.Diagnostic[]) => void) | undefined;
    const take: TypeScript.WriteFileCallback = (name, text, ...rest) => {
      if (name.endsWith('.map')) {
        owner.onSourceMap(name, text);
        return;
      }
      const plain = text.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
      if (file && path.posix.basename(name) === '__tslab__.d.ts') {
        const checker = program.getTypeChecker();
        declare = (problems) =>
          write?.(name, withNameableTypes(plain, problems, file, checker), ...rest);
        return;
      }
      owner.onEmit(name, plain);
      write?.(name, plain, ...rest);
    };
    const result = program.emit(file, take, cancellation, onlyDeclarations, transformers, true);
    declare?.(result.diagnostics);
    return result;
  };
  return hooked;
}

/** Without `forceDeclarations` there are none for a file in which one of them has a type without a name. */
type ProgramThatForces = TypeScript.Program & {
  emit(
    file: TypeScript.SourceFile | undefined,
    write: TypeScript.WriteFileCallback,
    cancellation: TypeScript.CancellationToken | undefined,
    onlyDeclarations: boolean | undefined,
    transformers: TypeScript.CustomTransformers | undefined,
    forceDeclarations: boolean,
  ): TypeScript.EmitResult;
};

/** The files that a file imports, directly or not, without declarations: what has to be compiled with it. */
function localImports(
  program: TypeScript.Program,
  file: TypeScript.SourceFile,
  found: Set<string> = new Set(),
): Set<string> {
  found.add(file.fileName);
  const checker = program.getTypeChecker();
  for (const specifier of (file as FileWithImports).imports ?? []) {
    const module = checker.getSymbolAtLocation(specifier)?.declarations?.[0]?.getSourceFile();
    const isNew = module && !module.isDeclarationFile && !found.has(module.fileName);
    if (isNew) localImports(program, module, found);
  }
  return found;
}

type FileWithImports = TypeScript.SourceFile & { imports?: readonly TypeScript.StringLiteral[] };
