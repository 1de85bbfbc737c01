import assert from 'node:assert/strict';
import { seededRandom } from 'kernel-lib';
import { skipGramExamples } from 'kernel-lib/text/skip-gram';

describe('skipGramExamples', () => {
  const random = (): ReturnType<typeof seededRandom> => seededRandom(11);

  it('pairs each word with its window, cut at the ends of the sentence', () => {
    const sentences = [[7, 8, 9, 5], [3]];
    const { centers, contexts } = skipGramExamples(sentences, {
      window: 2,
      numNegatives: 0,
      random: random(),
    });
    const pairs = centers.map((center, i) => `${center}${contexts[i]}`);
    assert.deepEqual(pairs, ['78', '79', '87', '89', '85', '97', '98', '95', '58', '59']);
  });

  it('draws negatives that are not in the window, the same for the same seed', () => {
    const sentences = [
      [0, 1, 2],
      [3, 4, 5, 6],
    ];
    const draw = (seed: number) =>
      skipGramExamples(sentences, { window: 1, numNegatives: 5, random: seededRandom(seed) });
    const { centers, negatives } = draw(1);
    assert.equal(centers.length, 4 + 6);
    assert.ok(negatives.every((row) => row.length === 5));
    const near: Record<number, number[]> = {
      0: [1],
      1: [0, 2],
      2: [1],
      3: [4],
      4: [3, 5],
      5: [4, 6],
      6: [5],
    };
    negatives.forEach((row, i) =>
      row.forEach((word) => assert.ok(!near[centers[i]].includes(word))),
    );
    assert.deepEqual(draw(1), draw(1));
    assert.notDeepEqual(draw(1).negatives, draw(2).negatives);
  });

  it('draws in proportion to frequency to the power 0.75', () => {
    // Word 1 stands there 16 times, 16^0.75 = 8; words 2, 8 and 9 once.
    const sentences = [...Array.from({ length: 16 }, () => [1]), [2], [8, 9]];
    const { negatives } = skipGramExamples(sentences, {
      window: 1,
      numNegatives: 20_000,
      random: random(),
    });
    // Near 8 stands 9, so 1, 2 and 8 remain, with weights 8, 1, 1.
    const share = negatives[0].filter((word) => word === 1).length / 20_000;
    // Five standard errors of a share of 0.8: 5 √(0.16 / 20,000) = 0.014.
    assert.ok(Math.abs(share - 0.8) < 0.0142, `${share}`);
    assert.ok(!negatives[0].includes(9));
    const flat = skipGramExamples(sentences, {
      window: 1,
      numNegatives: 20_000,
      power: 0,
      random: random(),
    });
    const third = flat.negatives[0].filter((word) => word === 1).length / 20_000;
    assert.ok(Math.abs(third - 1 / 3) < 0.0167, `${third}`);
  });

  it('says what is wrong, instead of drawing for ever', () => {
    assert.throws(
      () => skipGramExamples([[1, 2, 1]], { window: 2, numNegatives: 1, random: random() }),
      {
        message:
          'skipGramExamples: window must leave a word outside, got all 2 words in one window',
      },
    );
    assert.throws(() => skipGramExamples([], { window: 0, numNegatives: 1, random: random() }), {
      message: 'skipGramExamples: window must be a whole number from 1 on, got 0',
    });
  });
});
