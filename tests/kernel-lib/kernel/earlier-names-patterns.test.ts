import assert from 'node:assert/strict';
import { Cells } from './cells';

// A pattern `{ size: a }` names a property and a variable. The property is declared in an earlier cell, which also has
// variables of the same names; none of these may get in each other's way.
const earlier = `
  const box = { size: 1, deep: { size: 2, list: [3, { size: 4 }] as const }, none: undefined as string | undefined, gone: undefined as { size: string } | undefined };
  type Box = typeof box;
  const fetchBox = async () => box;
  const key = 'size' as const;
  let size = 'mine';
  let deep = 'also mine';
  let target = 0;`;

describe('patterns whose keys are properties of an earlier cell', () => {
  let cells: Cells;
  beforeEach(async () => {
    cells ??= new Cells();
    await cells.value(earlier);
  });
  after(() => cells.close());

  /** What a cell ends with, behind it the earlier variables, which must be what they were. */
  async function expectValue(source: string, expression: string, expected: unknown): Promise<void> {
    const text = await cells.value(`${source}\nJSON.stringify([${expression}, size, deep])`);
    assert.equal(text, `'${JSON.stringify([expected, 'mine', 'also mine'])}'`, source);
  }

  /** Each source is tried as it is and with an await at the top level in place of `box`. */
  const sources = { box: 'box', 'await …': '(await fetchBox())' };

  const declared: [pattern: string, expression: string, expected: unknown][] = [
    ['{ size: a }', 'a', 1],
    ['{ size: a, ...rest }', '[a, Object.keys(rest)]', [1, ['deep', 'none', 'gone']]],
    ['{ deep: { size: a } }', 'a', 2],
    ['{ size: a, deep: { list: [b, { size: c }] } }', '[a, b, c]', [1, 3, 4]],
    ['{ none: a = size }', 'a', 'mine'],
    ['{ gone: { size: a } = { size } }', 'a', 'mine'],
    ['{ [key]: a }', 'a', 1],
    ["{ ['size']: a, 'deep': b }", '[a, b.size]', [1, 2]],
    ['{ [key]: a, deep: { [key]: b, ...rest } }', '[a, b, rest.list[0]]', [1, 2, 3]],
  ];
  for (const keyword of ['const', 'let', 'var']) {
    for (const [pattern, expression, expected] of declared) {
      for (const [name, source] of Object.entries(sources)) {
        it(`${keyword} ${pattern} = ${name}`, () =>
          expectValue(`${keyword} ${pattern} = ${source};`, expression, expected));
      }
    }
  }

  const used: [title: string, source: string, expression: string, expected: unknown][] = [
    ['array patterns', 'const [{ size: a }, ...more] = [BOX, box];', '[a, more.length]', [1, 1]],
    ['arrow functions', 'const f = ({ size: a }: Box) => a;', 'f(BOX)', 1],
    [
      'asynchronous functions',
      'const f = async ({ size: a }: Awaited<ReturnType<typeof fetchBox>>) => a;',
      'await f(BOX)',
      1,
    ],
    [
      'functions with defaults',
      'function f({ size: a, none: b = deep, deep: { size: c } }: Box = box) { return [a, b, c]; }',
      '[f(), f(BOX)]',
      [
        [1, 'also mine', 2],
        [1, 'also mine', 2],
      ],
    ],
    [
      'methods, constructors and setters',
      `class Case {
        seen: unknown[] = [];
        constructor({ size: a }: Box) { this.seen.push(a); }
        add({ deep: { size: a } }: Box) { this.seen.push(a); return this; }
        set last({ size: a, ...rest }: Box) { this.seen.push(a, rest.none ?? size); }
      }
      const it = new Case(BOX).add(box);
      it.last = box;`,
      'it.seen',
      [1, 2, 1, 'mine'],
    ],
    [
      'callbacks',
      'const found = [BOX].map(({ size: a, deep: { list: [b] } }) => a + b);',
      'found',
      [4],
    ],
    [
      'catch clauses',
      'let found: unknown; try { throw BOX; } catch ({ size: a, deep: { size: b } }: any) { found = [a, b]; }',
      'found',
      [1, 2],
    ],
    [
      'heads of for-of',
      `const found: number[] = [];
      for (const { size: a } of [BOX]) found.push(a);
      for (let { deep: { size: a } } of [box]) found.push(a++);
      for (var { size: hoisted, ...rest } of [box]) found.push(hoisted, rest.deep.size);
      for ({ size: target } of [box]) found.push(target);`,
      'found',
      [1, 2, 1, 2, 1],
    ],
    [
      'heads of for await',
      'const found: number[] = []; for await (const { size: a } of [fetchBox(), BOX]) found.push(a);',
      'found',
      [1, 1],
    ],
    [
      'heads of for',
      'const found = []; for (let { size: a } = BOX; a < 3; a++) found.push(a);',
      'found',
      [1, 2],
    ],
    [
      'assignments',
      'let a = 0, b = 0, c: unknown; ({ size: a, deep: { size: b }, none: c = size } = BOX);',
      '[a, b, c]',
      [1, 2, 'mine'],
    ],
    [
      'assignments with a rest, and computed',
      'let a = 0, rest: object; ({ [key]: a, ...rest } = BOX);',
      '[a, Object.keys(rest)]',
      [1, ['deep', 'none', 'gone']],
    ],
    [
      'assignments to earlier variables, members and elements',
      'const o = { at: [0] }; ({ size: target, deep: { size: o.at[0] } } = BOX);',
      '[target, o.at]',
      [1, [2]],
    ],
    [
      'cells with using',
      'using file = { [Symbol.dispose]() {} }; const { size: a, deep: { size: b } } = BOX;',
      '[a, b, typeof file]',
      [1, 2, 'object'],
    ],
  ];
  for (const [title, source, expression, expected] of used) {
    for (const [name, box] of Object.entries(sources)) {
      const put = (text: string): string => text.replace('BOX', box);
      it(`${title}, of ${name}`, () => expectValue(put(source), put(expression), expected));
    }
  }

  it('declare again what an earlier cell declared', async () => {
    for (const box of Object.values(sources)) {
      await cells.value(earlier);
      assert.equal(await cells.value(`const { size: deep, deep: { size } } = ${box};`), null);
      assert.equal(await cells.value('[size + 0, deep + 0]'), '[ 2, 1 ]');
      assert.equal(
        await cells.value('const { size: again } = box;\n[again, size, deep]'),
        '[ 1, 2, 1 ]',
      );
    }
  });

  it('see what a pattern of an earlier cell declared, and assign it', async () => {
    await cells.value('let { size: first, ...others } = box; const read = () => first;');
    assert.equal(await cells.value('first = 8;\n[read(), others.deep.size]'), '[ 8, 2 ]');
    assert.equal(await cells.value('({ size: first } = box);\nread()'), '1');
  });
});
