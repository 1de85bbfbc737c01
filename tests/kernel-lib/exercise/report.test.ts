import assert from 'node:assert/strict';
import { tf } from 'kernel-lib';
import { answer, choice, drawNormal, values } from 'kernel-lib/exercise/define';
import { addLocator } from 'kernel-lib/exercise/own-line';
import { reportHtml } from 'kernel-lib/exercise/report-html';
import { reportText } from 'kernel-lib/exercise/report-text';
import { lostInLab } from '../figures/lab-sanitizer';
import { diagnosisOf, examine, exerciseOf, mistakes, right } from './tools';

type Mix = (weights: tf.Tensor3D, items: tf.Tensor3D) => tf.Tensor;
const good = right as Mix;

const answers: Record<string, unknown> = {
  right,
  known: mistakes[0].answer,
  offTape: mistakes[1].answer,
  shape: () => tf.zeros([2, 4, 5]),
  rank: () => tf.zeros([5]),
  nan: (weights: tf.Tensor3D, items: tf.Tensor3D) => good(weights, items).mul(NaN),
  infinite: (weights: tf.Tensor3D, items: tf.Tensor3D) => good(weights, items).div(0),
  threw: () => {
    throw new TypeError(`${'a very long message '.repeat(20)}<script>alert(1)</script>`);
  },
  nothing: undefined,
};

describe('reports', () => {
  for (const [name, candidate] of Object.entries(answers)) {
    it(`keep 80 columns, escape, and survive Lab: ${name}`, async () => {
      const report = await examine(candidate);
      for (const line of reportText(report).split('\n')) assert.ok(line.length <= 80, line);
      const html = reportHtml(report);
      assert.deepEqual(lostInLab(html), []);
      assert.equal((html.match(/<div/g) ?? []).length, (html.match(/<\/div>/g) ?? []).length);
      assert.match(html, /<strong>mix<\/strong>/);
    });
  }

  it('say a pass in one line, with points and the lesson', async () => {
    assert.equal(
      reportText(await examine(right)),
      '✔ mix · all 2 checks passed · 4 of 4 points · lesson 03: 2 of 5 exercises',
    );
  });

  it('show the learner’s own line with its neighbours, cut where it is too long', async () => {
    const source = `one\n${'x'.repeat(120)}\nthree\nfour`;
    const forget = addLocator((stack) =>
      stack.includes('mine') ? { where: 'your cell [7]', line: 2, source } : null,
    );
    const report = await examine(() => {
      throw new Error('mine');
    });
    forget();
    const text = reportText(report);
    assert.match(text, /Raised in your cell \[7\], line 2\./);
    assert.match(text, / {6}1 {2}one\n {2}> {3}2 {2}x{70}…\n {6}3 {2}three\n/);
    assert.match(reportHtml(report), /▸ {3}2 {4}x{120}/);
  });

  it('count what is right already', async () => {
    const text = reportText(await examine(mistakes[1].answer));
    assert.match(text, /1 of 2 checks, 2 of 4 points · lesson 03: 2 of 5 exercises/);
  });

  it('give the inputs as code to copy', async () => {
    const { trial } = await examine(mistakes[0].answer);
    assert.equal(trial?.code, 'const { weights, items } = inputsOf("mix", 1)');
    assert.equal(trial?.inputs, 'weights (2, 3, 4) · items (2, 4, 5) · seed 1');
  });

  it('show the three hints one by one', async () => {
    const spoilt: Mix = (weights, items) => good(weights, items).square();
    const hint = async (level: number): Promise<unknown> =>
      (await examine(spoilt, { hint: level })).hint;
    assert.deepEqual(await hint(1), {
      level: 1,
      text: 'What is mixed?',
      next: 'check("mix", mix, { hint: 2 })',
    });
    assert.deepEqual(await hint(3), { level: 3, text: 'Weights times values.', next: null });
    assert.deepEqual(await hint(99), await hint(3));
    assert.deepEqual(await hint(-1), await hint(1));
  });

  it('keep the hints back where the state itself says what to do, until they are asked for', async () => {
    const asynchronous = async (): Promise<number> => 1;
    assert.equal((await examine(asynchronous)).hint, null);
    assert.equal((await examine(asynchronous, { hint: 1 })).hint?.text, 'What is mixed?');
  });

  it('cut a map at 8 rows and 10 columns and show where the first difference is', async () => {
    const wide = exerciseOf(
      [values({ name: 'wide', inputs: (random) => ({ x: drawNormal(random, [20, 30]) }) })],
      { axes: ['row', 'column'] },
    );
    const reference = (x: tf.Tensor): tf.Tensor => x.mul(1);
    const lastRow = (x: tf.Tensor): tf.Tensor =>
      tf.tidy(() => x.add(tf.oneHot(tf.tensor1d([19], 'int32'), 20).transpose()));
    const options = { exercise: wide, reference, known: [] };
    const text = reportText(await examine(lastRow, options));
    assert.match(text, /Only row 19 differs/);
    assert.match(text, /row 19/);
    assert.match(text, /and 12 more rows and 20 more columns/);
  });
});

describe('answers that are values', () => {
  const number = exerciseOf([answer({ name: 'n', tolerance: 0.05 })], { kind: 'predict' });
  const options = { exercise: number, reference: 0.5, known: [] };

  it('shows the numbers beside a NaN with their sign', async () => {
    const oneNaN = (): tf.Tensor => tf.tensor([NaN, ...Array<number>(29).fill(-1.25)], [2, 3, 5]);
    const text = reportText(await examine(oneNaN));
    assert.match(text, /query 0 +NaN +-1\.25 +-1\.25/);
  });

  it('are right within the tolerance', async () => {
    assert.equal((await diagnosisOf(0.55, options)).state, 'passed');
    assert.equal((await diagnosisOf(0.56, options)).cause, '0.56 is too large');
    assert.equal((await diagnosisOf(0.4, options)).cause, '0.4 is too small');
    assert.equal((await diagnosisOf(Infinity, options)).cause, 'Infinity is too large');
    assert.equal((await diagnosisOf(NaN, options)).cause, 'answer has no answer yet');
    assert.match((await diagnosisOf('half', options)).cause, /should be a number/);
  });

  it('may be lists: the wrong entries are counted, not given away', async () => {
    const list = { ...options, reference: [1, 2, 3] };
    const { cause, detail } = await diagnosisOf([1, 2.5, 4], list);
    assert.equal(cause, 'These entries are not right: [1], [2]');
    assert.match(detail, /1 of 3 entries are right/);
    assert.match((await diagnosisOf([1, 2], list)).cause, /should be 3 entries/);
  });

  it('may be words: spaces around them and doubled ones do not count', async () => {
    const words = { ...options, reference: 'e a</w>' };
    assert.equal((await diagnosisOf(' e  a</w> ', words)).state, 'passed');
    assert.equal((await diagnosisOf('ea</w>', words)).state, 'answer');
  });

  it('may be one of several options, each with its feedback', async () => {
    const options = {
      a: { text: 'queries', feedback: 'Then keys would share' },
      b: { text: 'keys', feedback: 'Yes' },
    };
    const exercise = exerciseOf([choice({ name: 'axis', options })], { kind: 'predict' });
    const of = (value: unknown): ReturnType<typeof diagnosisOf> =>
      diagnosisOf(value, { exercise, reference: 'b', known: [] });
    assert.equal((await of('b')).state, 'passed');
    assert.equal((await of(' b ')).state, 'passed');
    assert.deepEqual(
      [(await of('a')).cause, (await of('a')).detail],
      ['Then keys would share', "You chose 'a': queries"],
    );
    assert.equal((await of('')).cause, 'answer has no answer yet');
    assert.match((await of('c')).detail, /Choose one of 'a', 'b'/);
  });
});
