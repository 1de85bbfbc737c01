import assert from 'node:assert/strict';
import { bleu, type Bleu } from 'kernel-lib/text/bleu';
import { goldenCases } from '../../support/golden';

interface BleuCase {
  name: string;
  inputs: { hypotheses: string[]; references: string[][] };
  outputs: Record<'exp' | 'none', Record<string, number | number[]>>;
}

const close = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * (1 + Math.abs(b));

describe('bleu', () => {
  for (const { name, inputs, outputs } of goldenCases('bleu') as unknown as BleuCase[]) {
    for (const smoothing of ['exp', 'none'] as const) {
      it(`equals sacreBLEU: ${name}, smoothing ${smoothing}`, () => {
        // The file has one list per reference; here it is one list per sentence.
        const references = inputs.hypotheses.map((_, at) => inputs.references.map((r) => r[at]));
        const got = bleu({ hypotheses: inputs.hypotheses, references, smoothing });
        const expected = outputs[smoothing];
        assert.deepEqual(got.counts, expected.counts);
        assert.deepEqual(got.totals, expected.totals);
        assert.equal(got.hypothesisLength, expected.sysLen);
        assert.equal(got.referenceLength, expected.refLen);
        const precisions = expected.precisions as number[];
        assert.ok(
          precisions.every((p, i) => close(p, got.precisions[i])),
          `${got.precisions}`,
        );
        assert.ok(close(got.brevityPenalty, expected.bp as number), `${got.brevityPenalty}`);
        assert.ok(close(got.score, expected.score as number), `${got.score}`);
      });
    }
  }

  it('is worked by hand on one sentence', () => {
    // "a b c d" against "a b c e f": 3/4, 2/3, 1/2 and, smoothed, (1/2)/1; BP = exp(1 − 5/4).
    const hand = 100 * Math.exp(1 - 5 / 4) * ((3 / 4) * (2 / 3) * (1 / 2) * (1 / 2)) ** (1 / 4);
    const got = bleu({ hypotheses: ['a b c d'], references: [['a b c e f']] });
    assert.ok(close(got.score, hand), `${got.score} ${hand}`);
  });

  it('takes tokens as well as strings', () => {
    const text = bleu({ hypotheses: ['le chat dort ici .'], references: [['le chat dort là .']] });
    const tokens = bleu({
      hypotheses: [['le', 'chat', 'dort', 'ici', '.']],
      references: [[['le', 'chat', 'dort', 'là', '.']]],
    });
    assert.deepEqual(tokens, text);
  });

  it('allows each sentence its own number of references', () => {
    const hypotheses = ['un chat noir dort', 'il est tard'];
    const references = [['un chat noir dort', 'le chat noir dort'], ['il est tard']];
    assert.ok(close(bleu({ hypotheses, references }).score, 100));
  });

  it('takes the shorter of two references that are as near', () => {
    const length = (references: string[][]): number =>
      bleu({ hypotheses: ['a b c'], references }).referenceLength;
    assert.equal(length([['a b c d', 'a b']]), 2);
    assert.equal(length([['a b', 'a b c d']]), 2);
  });

  it('is zero where nothing is right, whatever the smoothing', () => {
    const empty: Bleu = bleu({ hypotheses: [''], references: [['a b']] });
    assert.deepEqual([empty.score, empty.brevityPenalty], [0, 0]);
    assert.equal(bleu({ hypotheses: ['x y z u v'], references: [['a b c d e']] }).score, 0);
  });

  it('compares shorter groups only, if asked', () => {
    // 2/3 and 1/2.
    const got = bleu({ hypotheses: ['a b x'], references: [['a b c']], maxOrder: 2 });
    assert.ok(close(got.score, 100 * Math.sqrt((2 / 3) * (1 / 2))), `${got.score}`);
  });

  it('says what is wrong', () => {
    assert.throws(() => bleu({ hypotheses: ['a'], references: [] }), {
      message: 'bleu: references must have one list for each of the 1 hypotheses, got 0',
    });
    assert.throws(() => bleu({ hypotheses: ['a'], references: ['a'] as unknown as string[][] }), {
      message: 'bleu: references[0] must be a list of one or more sentences, got a string',
    });
    // The tokens of the only reference, without the list around them.
    assert.throws(() => bleu({ hypotheses: [['a', 'b']], references: [['a', 'b']] }), {
      message: 'bleu: references[0] must be arrays of tokens as the hypothesis is, got strings',
    });
  });
});
