import assert from 'node:assert/strict';
import { Cells } from './cells';

describe('names of an earlier cell in a cell that means something else', () => {
  let cells: Cells;
  beforeEach(async () => {
    cells ??= new Cells();
    await cells.value(`
      let a = 'mine';
      const o = { a: 1, in: { a: 2 } };
      interface Point { a: number }
      class Base { a = 1; static a = 2; get() { return this.a; } }
      enum Tone { a = 3, b }
      const log: string[] = [];
      const note = (target: object, name: string): void => { log.push(name); };`);
  });
  after(() => cells.close());

  for (const tick of ['', 'await null;\n']) {
    const when = tick ? ' (with await)' : '';
    const check = (title: string, source: string, expected: string): void => {
      it(title + when, async () => assert.equal(await cells.value(tick + source), expected));
    };
    check('members', '[o.a, o?.a, o["a"], o.in.a, a]', "[ 1, 1, 1, 2, 'mine' ]");
    check(
      'literals',
      'const p: Point = { a: 5 };\n[p, { a }, { a: a }]',
      "[ { a: 5 }, { a: 'mine' }, { a: 'mine' } ]",
    );
    check(
      'labels',
      'let n = 0;\na: for (;;) { for (;;) { n++; break a; } }\n[n, a]',
      "[ 1, 'mine' ]",
    );
    check(
      'members of classes',
      'class Sub extends Base { override a = 7; static override a = 8; #a = a; own() { return [this.#a, this.get(), Base.a]; } }\n[new Sub().own(), Sub.a]',
      "[ [ 'mine', 7, 2 ], 8 ]",
    );
    check(
      'decorated members',
      'class D { @note a() { return a; } }\n[log, new D().a()]',
      "[ [ 'a' ], 'mine' ]",
    );
    check(
      'members of enums',
      'enum E { a = 4, b = a, c = log.length }\n[E.a, E.b, E.c, Tone.a, a]',
      "[ 4, 4, 0, 3, 'mine' ]",
    );
    check(
      'types',
      'type T = typeof a; type K = Pick<typeof o, "a">;\nconst t: T = "x"; const k: K = { a: 1 };\n[t, k]',
      "[ 'x', { a: 1 } ]",
    );
    check(
      'inner variables',
      'const f = (a: number) => { { const a = 3; void a; } return a; };\n[f(2), a]',
      "[ 2, 'mine' ]",
    );
    check(
      'a type and a value',
      'const Point = 5;\nconst p: { a: Point } = { a: { a: Point } };\np.a',
      '{ a: 5 }',
    );
    check('names that it exports', 'let a = 6; const b = { a };\nb', '{ a: 6 }');
  }

  it('a function may have an `exports` of its own', async () => {
    assert.equal(await cells.value('((exports: number) => [exports, a])(2)'), "[ 2, 'mine' ]");
    const inner = 'function f() { const exports = { a: 3 }; return [exports.a, a]; }\nf()';
    assert.equal(await cells.value(inner), "[ 3, 'mine' ]");
  });

  it('a namespace keeps its members', async () => {
    await cells.value(
      'namespace Space { export const a = 5; export namespace Inner { export const b = a; } }',
    );
    const short = 'import Inner = Space.Inner;\nimport b = Space.Inner.b;\n';
    assert.equal(await cells.value(`${short}[Space.a, Inner.b, b, a]`), "[ 5, 5, 5, 'mine' ]");
  });

  it('the next cell has the name that was declared last', async () => {
    await cells.value('const a = 1; await null;');
    assert.equal(await cells.value('a + 1'), '2');
  });

  it('keeps the types of what a cell would have declared that does not even begin', async () => {
    const { error } = await cells.run('const a = 1; const exports = 2;');
    assert.match(error?.evalue ?? '', /Every cell is given `exports` by the kernel/);
    assert.equal(await cells.value('a.length'), '4');
  });
});
