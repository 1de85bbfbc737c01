import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { exerciseNotebook, lessonNotebook, solutionNotebook } from 'kernel-lib/notebook/assemble';
import { formatIpynb, sourceOf, type Ipynb } from 'kernel-lib/notebook/ipynb';
import { parsePercent, PERCENT_HEADER } from 'kernel-lib/notebook/percent';

const fixtures = path.resolve(__dirname, '../../fixtures');
const read = (name: string) => fs.readFileSync(path.join(fixtures, name), 'utf8');
const lesson = () =>
  parsePercent(read('builder/notebooks/01-doubling.ts'), 'notebooks/01-doubling.ts');
const solved = () =>
  parsePercent(read('builder/solutions/01-doubling.ts'), 'solutions/01-doubling.ts');
const points = new Map([
  ['doubled', 2],
  ['total', 3],
]);
const parse = (body: string) => parsePercent(`${PERCENT_HEADER}\n${body}`, 'a.ts');
const cellCalled = (notebook: Ipynb, id: string) => {
  const cell = notebook.cells.find((one) => one.id === id);
  assert.ok(cell, `a cell ${id}`);
  return cell;
};

describe('notebook/assemble', () => {
  const products: [string, () => Ipynb][] = [
    ['lesson', () => lessonNotebook(lesson())],
    ['solution', () => solutionNotebook(solved())],
    ['exercise', () => exerciseNotebook(solved(), points)],
  ];
  const { $schema: _, ...schema } = JSON.parse(read('nbformat/nbformat.v4.5.schema.json'));
  const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
  for (const [name, build] of products) {
    it(`makes a ${name} that is valid nbformat 4.5`, () => {
      const built = JSON.parse(formatIpynb(build())) as Ipynb;
      assert.ok(validate(built) as boolean, JSON.stringify(validate.errors, null, 1));
      delete built.cells[0].id;
      assert.equal(validate(built) as boolean, false, 'the schema would notice a missing id');
    });

    it(`makes the same bytes of a ${name} twice, without outputs, with one id a cell`, () => {
      const built = build();
      assert.equal(formatIpynb(built), formatIpynb(build()));
      assert.equal(new Set(built.cells.map((cell) => cell.id)).size, built.cells.length);
      for (const cell of built.cells) {
        if (cell.cell_type !== 'code') continue;
        assert.deepEqual(cell.outputs, []);
        assert.equal(cell.execution_count, null);
      }
    });
  }

  it('names the kernel and the source', () => {
    const { metadata } = lessonNotebook(lesson());
    assert.deepEqual(metadata.kernelspec, {
      display_name: 'TypeScript',
      language: 'typescript',
      name: 'tslab',
    });
    const { product, source, cells } = metadata.attend as Record<string, string>;
    assert.deepEqual([product, source], ['lesson', 'notebooks/01-doubling.ts']);
    assert.match(cells, /^[0-9a-f]{24}$/);
  });

  it('keeps the ids of all other cells when one is added', () => {
    const before = parse('// %%\nconst a = 1;\n\n// %%\nconst b = 2;\n');
    const after = parse(
      '// %% [markdown]\n// New.\n\n// %%\nconst a = 1;\n\n// %%\nconst b = 2;\n',
    );
    const ids = (document: typeof before) => lessonNotebook(document).cells.map((cell) => cell.id);
    assert.deepEqual(ids(after).slice(1), ids(before));
  });

  it('tells cells of the same text apart', () => {
    const [first, second] = lessonNotebook(parse('// %%\nf();\n\n// %%\nf();\n')).cells;
    assert.notEqual(first.id, second.id);
  });

  it('shows teachers the answers and nobody the markers', () => {
    const text = solutionNotebook(solved()).cells.map(sourceOf).join('\n');
    assert.match(text, /const twice/);
    assert.doesNotMatch(text, /region|let sum = 1/);
  });

  it('gives learners the open cells', () => {
    const built = exerciseNotebook(solved(), points);
    assert.match(sourceOf(cellCalled(built, 'answer-doubled')), /doubled: not written yet/);
    assert.match(sourceOf(cellCalled(built, 'answer-total')), /let sum = 1/);
  });

  it('tells nbgrader which cells are answered, graded and locked', () => {
    const built = exerciseNotebook(solved(), points);
    const about = (id: string) => cellCalled(built, id).metadata.nbgrader;
    const base = { schema_version: 3, task: false };
    const answer = { grade_id: 'answer-total', grade: false, solution: true, locked: false };
    assert.deepEqual(about('answer-total'), { ...base, ...answer });
    const check = {
      grade_id: 'check-total',
      grade: true,
      solution: false,
      locked: true,
      points: 3,
    };
    assert.deepEqual(about('check-total'), { ...base, ...check });
    const rest = built.cells.filter((cell) => !cell.id?.includes('-'));
    assert.equal(rest.length, 4);
    for (const { id, metadata } of rest) {
      const words = { grade_id: id, grade: false, solution: false, locked: true };
      assert.deepEqual(metadata.nbgrader, { ...base, ...words });
    }
  });

  const answer = '// %% answer="f"\n// #region solution\nconst f = 1;\n// #endregion\n';
  const wrong: [string, () => unknown, RegExp][] = [
    ['an answer in a lesson', () => lessonNotebook(parse(answer)), /^a\.ts:12: an answer belongs/],
    [
      'an exercise that the checks do not know',
      () => exerciseNotebook(parse(answer), points),
      /^a\.ts:12: "f" is not among the chapter's exercises \(doubled, total\)/,
    ],
    [
      'two answers to one exercise',
      () => solutionNotebook(parse(`${answer}\n${answer}`)),
      /^a\.ts:17: a second answer "f"; the first is in line 12/,
    ],
    [
      'a line of an answer in the text',
      () =>
        exerciseNotebook(
          parse(
            '// %% [markdown]\n// return a.add(b).mul(c);\n\n// %% answer="total"\n// #region solution\nreturn a.add(b).mul(c);\n// #endregion\n',
          ),
          points,
        ),
      /^a\.ts:17: this line of the answer can be read in the exercise: return a/,
    ],
  ];
  for (const [what, act, message] of wrong) {
    it(`refuses ${what}`, () => assert.throws(act, { message }));
  }
});
