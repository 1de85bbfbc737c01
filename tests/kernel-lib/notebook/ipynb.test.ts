import assert from 'node:assert/strict';
import { formatIpynb, parseIpynb, sourceOf, toLines } from 'kernel-lib/notebook/ipynb';

const minimal = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [] as unknown[] };
const parse = (value: unknown) =>
  parseIpynb(typeof value === 'string' ? value : JSON.stringify(value), 'x.ipynb');

describe('notebook/ipynb', () => {
  it('splits and joins lines as Jupyter does', () => {
    assert.deepEqual(toLines('a\n\nb'), ['a\n', '\n', 'b']);
    assert.deepEqual(toLines('a\n'), ['a\n']);
    assert.deepEqual(toLines(''), []);
    const cell = { cell_type: 'code' as const, metadata: {}, source: ['a\n', 'b'] };
    assert.equal(sourceOf(cell), 'a\nb');
    assert.equal(sourceOf({ ...cell, source: 'a\nb' }), 'a\nb');
  });

  it('writes keys in order, one space of indent, a line end', () => {
    const text = formatIpynb(parse({ ...minimal, metadata: { b: 1, a: { d: [{ f: 1, e: 2 }] } } }));
    assert.equal(
      text.replace(/\s+/g, ' '),
      '{ "cells": [], "metadata": { "a": { "d": [ { "e": 2, "f": 1 } ] }, "b": 1 }, "nbformat": 4, "nbformat_minor": 5 } ',
    );
    assert.match(text, /^\{\n "cells"/);
    assert.ok(text.endsWith('}\n'));
  });

  it('fills in what old writers leave out', () => {
    const { cells } = parse({ ...minimal, cells: [{ cell_type: 'code', source: '1;' }] });
    assert.deepEqual(cells[0], { cell_type: 'code', source: '1;', metadata: {}, outputs: [] });
  });

  const wrong: [string, unknown, RegExp][] = [
    ['an empty file', '', /^x\.ipynb: the file is empty/],
    ['broken JSON', '{"cells": [', /^x\.ipynb: not a notebook: the JSON is broken/],
    [
      'a merge conflict',
      '{\n<<<<<<< HEAD\n"a": 1\n=======\n>>>>>>> b\n}',
      /conflict markers of Git/,
    ],
    ['a list', '[]', /the JSON is not an object/],
    ['another JSON', '{"a": 1}', /it has no nbformat number/],
    ['nbformat 3', { nbformat: 3, worksheets: [] }, /nbformat 3 cannot be read/],
    ['no cells', { nbformat: 4 }, /it has no list of cells/],
    ['a cell of no type', { ...minimal, cells: [{ source: '' }] }, /cell 1 has the unknown type/],
    ['a cell without text', { ...minimal, cells: [{ cell_type: 'code' }] }, /cell 1 has no source/],
    ['a cell that is none', { ...minimal, cells: [null] }, /cell 1 is not an object/],
  ];
  for (const [what, value, message] of wrong) {
    it(`says what is wrong with ${what}`, () => assert.throws(() => parse(value), { message }));
  }
});
