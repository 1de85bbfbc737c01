import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { Compiler } from 'kernel-lib/kernel/compiler';
import { loadTslab } from 'kernel-lib/kernel/tslab';
import { loadTypeScript, type BoundSourceFile } from 'kernel-lib/kernel/typescript';
import { courseFolder } from './cells';

// The kernel stands on inner parts of two packages, both pinned. When one of these tests fails after an update, read what
// changed in the file it names, then kernel-lib/src/kernel/typescript-shim.ts and compiler-files.ts.
describe('the compiler that the kernel builds on', () => {
  const pinned: Record<string, string> = {
    converter: '2c671708872c2ad7',
    inspect: '93850c1aa51df5b9',
    jupyter: '186ae73149b28033',
    metadata: '3cee7161252f61f7',
    public: '356dbf62ce5b5f18',
  };

  for (const [name, expected] of Object.entries(pinned)) {
    it(`is tslab 1.0.22, file ${name}.js`, () => {
      const text = fs.readFileSync(require.resolve(`tslab/dist/${name}`), 'utf8');
      const hash = createHash('sha256').update(text.replace(/\r\n/g, '\n')).digest('hex');
      assert.equal(hash.slice(0, 16), expected);
    });
  }

  it('is pinned exactly', () => {
    const { dependencies } = JSON.parse(
      fs.readFileSync(require.resolve('kernel-lib/package.json'), 'utf8'),
    ) as { dependencies: Record<string, string> };
    assert.equal(dependencies.tslab, '1.0.22');
    assert.equal(dependencies.typescript, '5.9.3');
    assert.equal(loadTypeScript().version, '5.9.3');
  });

  it('has the inner functions of TypeScript that the kernel calls', () => {
    const ts = loadTypeScript();
    const called = [
      ts.bindSourceFile,
      ts.getTouchingPropertyName,
      ts.createTextSpanFromNode,
      ts.getContainerNode,
      ts.typeToDisplayParts,
      ts.SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind,
      ts.SymbolDisplay.getSymbolModifiers,
      ts.Completions.getCompletionsAtPosition,
    ];
    for (const each of called) assert.equal(typeof each, 'function');
    assert.equal(typeof ts.nullTransformationContext.factory, 'object');
  });

  it('binds the names of a file in the order of its table of locals', () => {
    const ts = loadTypeScript();
    const text = 'import b from "b";\nconst c = 1;\nfunction a() {}\nlet [d, { e }] = f;';
    const file = ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest) as BoundSourceFile;
    ts.bindSourceFile(file, {});
    assert.deepEqual([...(file.locals?.keys() ?? [])].sort(), ['a', 'b', 'c', 'd', 'e']);
  });

  it('notes the imports of a file', () => {
    const ts = loadTypeScript();
    const file = ts.createSourceFile('x.ts', 'import "a";', ts.ScriptTarget.Latest);
    const host = { ...ts.createCompilerHost({}), getSourceFile: () => file };
    const program = ts.createProgram(['x.ts'], { noLib: true, noResolve: true }, host);
    const { imports } = program.getSourceFile('x.ts') as unknown as { imports: { text: string }[] };
    assert.deepEqual(
      imports.map((each) => each.text),
      ['a'],
    );
  });

  it('builds one program for a cell, not two', () => {
    const compiler = new Compiler(courseFolder);
    const { files } = compiler as unknown as { files: { programs: number } };
    const before = files.programs;
    const { cell, diagnostics } = compiler.compile('', 'const one = 1;\none');
    compiler.close();
    assert.deepEqual(diagnostics, []);
    assert.equal(cell?.resultName, 'tsLastExpr');
    assert.equal(files.programs, before + 1);
  });

  it("leaves tslab's own TypeScript to whoever asks for it", () => {
    loadTslab();
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const fork = require('@tslab/typescript-for-tslab') as { version: string };
    assert.equal(fork.version, '5.0.4');
  });

  it("serves every display through tslab's one variable", () => {
    assert.ok('lastWriteDisplayData' in loadTslab().jupyter);
  });
});
