import assert from 'node:assert/strict';
import type { Cell } from 'kernel-lib/notebook/cells';
import { refuseRegions, splitAnswer } from 'kernel-lib/notebook/regions';

const cellOf = (source: string): Cell => ({
  kind: 'code',
  role: 'answer',
  exercise: 'f',
  tags: [],
  source,
  markerLine: 9,
  line: 10,
});
const split = (...lines: string[]) => splitAnswer(cellOf(lines.join('\n')), 'a.ts');

describe('notebook/regions', () => {
  it('puts a throw in the place of the answer, with its indent', () => {
    const parts = split(
      'function f(): number {',
      '  // #region solution',
      '  const a = 1;',
      '  return a;',
      '  // #endregion',
      '}',
    );
    assert.equal(parts.open, "function f(): number {\n  throw new Error('f: not written yet');\n}");
    assert.equal(parts.solved, 'function f(): number {\n  const a = 1;\n  return a;\n}');
    assert.deepEqual(parts.answerLines, [
      { text: '  const a = 1;', line: 12 },
      { text: '  return a;', line: 13 },
    ]);
  });

  it('puts the stub there when the author gives one', () => {
    const parts = split(
      '// #region solution',
      'const f = 3;',
      '// #endregion',
      '',
      '// #region stub',
      '// // Your number:',
      '// const f = NaN;',
      '//',
      '// f;',
      '// #endregion',
    );
    assert.equal(parts.open, '// Your number:\nconst f = NaN;\n\nf;');
    assert.equal(parts.solved, 'const f = 3;');
  });

  it('keeps the indent of a stub inside a function', () => {
    const parts = split(
      'function f() {',
      '  // #region solution',
      '  return 1;',
      '  // #endregion',
      '  // #region stub',
      '  // for (;;) {',
      '  //   return 2;',
      '  // }',
      '  // #endregion',
      '}',
    );
    assert.equal(parts.open, 'function f() {\n  for (;;) {\n    return 2;\n  }\n}');
  });

  it('opens each of several answers in one cell', () => {
    const region = ['  // #region solution', '  secret();', '  // #endregion'];
    const { open } = split('a(() => {', ...region, '});', 'b(() => {', ...region, '});');
    const thrown = "  throw new Error('f: not written yet');";
    assert.equal(open, `a(() => {\n${thrown}\n});\nb(() => {\n${thrown}\n});`);
  });

  const wrong: [string, string[], RegExp][] = [
    ['a region that is not closed', ['// #region solution', '1;'], /^a\.ts:10: .*not closed/],
    [
      'a region inside a region',
      ['// #region solution', '// #region solution', '// #endregion', '// #endregion'],
      /^a\.ts:11: a region inside/,
    ],
    ['an end without a start', ['1;', '// #endregion'], /^a\.ts:11: #endregion without/],
    ['a stub without its answer', ['// #region stub', '// #endregion'], /^a\.ts:10: a stub stands/],
    [
      'a stub away from its answer',
      ['// #region solution', '1;', '// #endregion', '2;', '// #region stub', '// #endregion'],
      /^a\.ts:14: a stub stands/,
    ],
    [
      'a stub that is code',
      ['// #region solution', '1;', '// #endregion', '// #region stub', '2;', '// #endregion'],
      /^a\.ts:14: each line of a stub/,
    ],
    ['an unknown region', ['// #region solutoin', '// #endregion'], /^a\.ts:10: unknown region/],
    ['no answer', ['1;'], /^a\.ts:10: the answer "f" has no/],
  ];
  for (const [what, lines, message] of wrong) {
    it(`names the line of ${what}`, () => assert.throws(() => split(...lines), { message }));
  }

  it('refuses an answer in a cell that would reach learners as it is', () => {
    const cell = cellOf('1;\n// #region solution\n2;\n// #endregion');
    assert.throws(() => refuseRegions(cell, 'a.ts'), { message: /^a\.ts:11: a solution belongs/ });
    assert.doesNotThrow(() => refuseRegions(cellOf('// #region plots\n// #endregion'), 'a.ts'));
  });
});
