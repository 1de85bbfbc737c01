import assert from 'node:assert/strict';
import { Cells } from './cells';

// Later cells know a cell by its declarations. Whatever cannot be written there must not stop the cell, and as much of
// its type as can be said reaches the later ones.
describe('types without a name', function () {
  this.timeout(60_000);

  let cells: Cells;
  before(() => {
    cells = new Cells();
  });
  after(() => cells.close());

  const typeOf = (name: string): string =>
    String(cells.executor.inspect(name, 1)?.['text/plain']).replace(/\s+/g, ' ');

  async function codeOf(source: string): Promise<string> {
    return (await cells.run(source)).error?.evalue.slice(0, 6) ?? 'ok';
  }

  it('a module that a cell awaits keeps its types, as one', async () => {
    await cells.value("const fs = await import('node:fs');");
    assert.equal(await cells.value('fs.readFileSync(process.execPath).length > 9'), 'true');
    assert.equal(await codeOf("const n: number = fs.readFileSync('x', 'utf8');"), 'TS2322');
    assert.equal(await codeOf('fs.readFileSinc'), 'TS2551');
    assert.equal(await cells.value('fs.default.existsSync(process.execPath)'), 'true');
    const module = 'typeof import("node:fs")';
    assert.ok(typeOf('fs').startsWith(`const fs: ${module} & { default: ${module}; }`));
  });

  it('so does one in a promise, and one that a function gives', async () => {
    await cells.value(
      "const soon = import('node:os');\nasync function load() { return import('node:fs'); }",
    );
    assert.equal(await cells.value('typeof (await soon).cpus().length'), "'number'");
    assert.equal(
      await codeOf('const n: number = (await load()).readFileSync("x", "utf8");'),
      'TS2322',
    );
    const module = 'typeof import("node:fs")';
    assert.ok(typeOf('load').includes(`Promise<${module} & { default: ${module}; }>`));
  });

  it('so do its members, one by one, and the rest', async () => {
    await cells.value("const { readFileSync: read, ...rest } = await import('node:fs');");
    assert.equal(await codeOf("const n: number = read('x', 'utf8');"), 'TS2322');
    assert.equal(await cells.value('rest.existsSync(process.execPath)'), 'true');
    assert.equal(await codeOf('rest.readFileSync'), 'TS2551');
  });

  it('so does a module whose export is assigned, such as node:path', async () => {
    await cells.value("const path = await import('node:path');");
    assert.equal(
      await cells.value("path.posix.join('a', 'b') + path.default.sep.length"),
      "'a/b1'",
    );
    assert.equal(await codeOf('const n: number = path.sep;'), 'TS2322');
  });

  it('a class or an enum inside a function becomes what can be said of it', async () => {
    await cells.value(
      [
        'function make() {',
        '  class Counter { n = 0; private step = 2; next() { this.n += this.step; return this; } }',
        '  return new Counter();',
        '}',
        'const made = make();',
        'const Holder = class { private held = 1; open = 2; };',
        'class Child extends (class { protected inner = 3; }) { shown = this.inner; }',
        'function level() { enum Level { low = 4 } return Level.low; }',
      ].join('\n'),
    );
    const value = '[made.next().n, make().n, new Holder().open, new Child().shown, level()]';
    assert.equal(await cells.value(value), '[ 2, 0, 2, 3, 4 ]');
    assert.equal(await codeOf('const s: string = made.n;'), 'TS2322');
  });

  it('an inner interface becomes any, whatever has its name elsewhere', async () => {
    await cells.value('interface Row { other: string }');
    await cells.value(
      'function rows() { interface Row { a: number } const one: Row = { a: 1 }; return [one]; }\nconst list = rows();',
    );
    assert.equal(await cells.value('[rows()[0].a, list[0].a]'), '[ 1, 1 ]');
    assert.match(typeOf('list'), /^const list: any\[\]/);
    assert.equal(await codeOf('const row: Row = { a: 1 };'), 'TS2353');
  });

  it('a module of the learner may have such types, too', async () => {
    const inner = 'interface Hidden { a: number }\n  const h: Hidden = { a: 5 };\n  return h;';
    await cells.value(`/** @module nameless */\nexport function open() {\n  ${inner}\n}`);
    assert.equal(await cells.value('import { open } from "./nameless";\nopen().a'), '5');
    assert.equal(await codeOf('const s: string = open().a;'), 'TS2322');
  });
});
