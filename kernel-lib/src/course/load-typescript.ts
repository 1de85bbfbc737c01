import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Script } from 'node:vm';
import ts from 'typescript';

type Exports = Record<string, unknown>;

/** Modules that a file gets instead of what `require` would find. */
export type Substitutes = Record<string, () => unknown>;

/**
 * Runs a TypeScript file of a course without compiling it to disk; types are not checked. Top-level `await` works.
 *
 * @param source the text to run (default: the file's)
 * @returns its exports
 */
export async function loadTypeScript(
  file: string,
  source: string = readFileSync(file, 'utf8'),
  substitutes: Substitutes = {},
): Promise<Exports> {
  const module = { exports: {} as Exports };
  await evaluate('async ', file, source, module, substitutes);
  return module.exports;
}

/** The same at once, for a file without top-level `await`. */
export function requireTypeScript(file: string): Exports {
  const module = { exports: {} as Exports };
  evaluate('', file, readFileSync(file, 'utf8'), module, {});
  return module.exports;
}

function evaluate(
  keyword: 'async ' | '',
  file: string,
  source: string,
  module: { exports: Exports },
  substitutes: Substitutes,
): unknown {
  const { outputText } = ts.transpileModule(source, {
    fileName: file,
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  });
  const text = `(${keyword}(exports, require, module, __filename, __dirname) => {${outputText}\n})`;
  const run = new Script(text, { filename: file }).runInThisContext() as (
    ...scope: unknown[]
  ) => unknown;
  return run(module.exports, requireFrom(file, substitutes), module, file, dirname(file));
}

/** `require` as the file would have it; a course that lies elsewhere gets this library. */
function requireFrom(file: string, substitutes: Substitutes): (id: string) => unknown {
  const near = createRequire(file);
  const own = createRequire(__filename);
  return (id) => {
    if (Object.hasOwn(substitutes, id)) return substitutes[id]();
    try {
      return near(id);
    } catch (error) {
      const isAbsent = (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND';
      if (isAbsent && /^[@\w]/.test(id)) return own(id);
      throw error;
    }
  };
}
