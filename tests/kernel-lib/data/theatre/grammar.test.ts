import assert from 'node:assert/strict';
import { draw, factsOf, logProbabilityOf, type Grammar } from 'kernel-lib/data/theatre/grammar';
import { seededRandom } from 'kernel-lib/tensor/random';

/** S → A B (1/2) | c (1/2); A → a (1/4) | a a (3/4); B → b (2/3) | d (1/3). Each text has one derivation. */
const clear: Grammar = new Map([
  [
    'S',
    [
      { probability: 1 / 2, parts: ['A', 'B'] },
      { probability: 1 / 2, parts: ['c'] },
    ],
  ],
  [
    'A',
    [
      { probability: 1 / 4, parts: ['a'] },
      { probability: 3 / 4, parts: ['a', 'a'] },
    ],
  ],
  [
    'B',
    [
      { probability: 2 / 3, parts: ['b'] },
      { probability: 1 / 3, parts: ['d'] },
    ],
  ],
]);
/** All its texts, by hand: 1/2 · 1/4 · 2/3 = 1/12, and so on. */
const texts: [text: string, probability: number][] = [
  ['a b', 1 / 12],
  ['a d', 1 / 24],
  ['a a b', 1 / 4],
  ['a a d', 1 / 8],
  ['c', 1 / 2],
];
/** S → A A; A → a | a a, each 1/2: `a a a` comes about in two ways. */
const unclear: Grammar = new Map([
  ['S', [{ probability: 1, parts: ['A', 'A'] }]],
  [
    'A',
    [
      { probability: 1 / 2, parts: ['a'] },
      { probability: 1 / 2, parts: ['a', 'a'] },
    ],
  ],
]);

const near = (got: number, expected: number): void =>
  assert.ok(Math.abs(got - expected) < 1e-12, `${got} instead of ${expected}`);

describe('a probabilistic grammar', () => {
  it('gives each text its probability, and none to others', () => {
    for (const [text, probability] of texts) {
      near(logProbabilityOf(clear, 'S', text.split(' ')), Math.log(probability));
    }
    for (const text of ['a', 'b', 'a a', 'c c', 'a a a b']) {
      assert.equal(logProbabilityOf(clear, 'S', text.split(' ')), -Infinity);
    }
  });

  it('adds the probabilities of all derivations of a text', () => {
    near(logProbabilityOf(unclear, 'S', ['a', 'a']), Math.log(1 / 4));
    near(logProbabilityOf(unclear, 'S', ['a', 'a', 'a']), Math.log(1 / 2));
  });

  it('knows entropy and mean length as counting all texts gives them', () => {
    const facts = factsOf(clear, 'S');
    near(facts.entropy, -texts.reduce((sum, [, p]) => sum + p * Math.log(p), 0));
    near(
      facts.length,
      texts.reduce((sum, [text, p]) => sum + p * text.split(' ').length, 0),
    );
  });

  it('draws each text as often as it is probable', () => {
    const random = seededRandom(7);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const { words, logProbability } = draw(clear, 'S', random);
      near(logProbability, logProbabilityOf(clear, 'S', words));
      const text = words.join(' ');
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    assert.equal(counts.size, texts.length);
    for (const [text, p] of texts) {
      const deviation = Math.sqrt(6000 * p * (1 - p));
      assert.ok(Math.abs((counts.get(text) as number) - 6000 * p) < 4 * deviation, text);
    }
  });

  it('refuses the entropy of a symbol within itself', () => {
    const endless: Grammar = new Map([['S', [{ probability: 1, parts: ['a', 'S'] }]]]);
    assert.throws(() => factsOf(endless, 'S'), /factsOf: S must not contain itself/);
  });
});
