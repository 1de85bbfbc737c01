import assert from 'node:assert/strict';

import { beamSearch, greedySearch, tf, useBackend, type BeamSearchOptions } from 'kernel-lib';

import { markovWriting } from './markov';

// Token 0 begins, 3 ends. Greedy takes 1 (0.5), after which nothing is likely; 2 (0.4) ends surely.
const table = [
  [0.0001, 0.5, 0.4, 0.0999],
  [0.2, 0.3, 0.25, 0.25],
  [0.01, 0.01, 0.01, 0.97],
  [0.25, 0.25, 0.25, 0.25],
];
const options = { bos: 0, eos: 3, maxLength: 4 };

function search(more: Partial<BeamSearchOptions>): ReturnType<typeof beamSearch> {
  const writing = markovWriting(table);
  const found = beamSearch(writing, { ...options, ...more });
  writing.dispose();
  return found;
}

/** Every text that ends, with its probability. */
function allTexts(tokens: number[] = [], probability = 1): { tokens: number[]; p: number }[] {
  const last = tokens[tokens.length - 1] ?? 0;
  const ended = { tokens, p: probability * table[last][3] };
  if (tokens.length === options.maxLength - 1) return [ended];
  const longer = [0, 1, 2].flatMap((token) => allTexts([...tokens, token], probability * table[last][token])); // prettier-ignore
  return [ended, ...longer];
}

describe('beamSearch', () => {
  before(() => useBackend());

  it('finds the likelier whole behind the less likely beginning', () => {
    const [best] = search({ numBeams: 2, lengthPenalty: 0 });
    assert.deepEqual(best.tokens, [2]);
    assert.ok(Math.abs(best.logProbability - Math.log(0.4 * 0.97)) < 1e-5);
    assert.equal(best.score, best.logProbability);
    const greedy = markovWriting(table);
    assert.deepEqual(greedySearch(greedy, 1, options)[0][0], 1);
    greedy.dispose();
  });

  it('agrees with trying all texts when its beams are many', () => {
    const found = search({ numBeams: 50, lengthPenalty: 0 });
    const expected = allTexts().sort((a, b) => b.p - a.p);
    found.slice(0, 10).forEach(({ logProbability }, i) => {
      assert.ok(Math.abs(logProbability - Math.log(expected[i].p)) < 1e-4);
    });
    assert.deepEqual(found[0].tokens, expected[0].tokens);
  });

  it('is greedy with one beam', () => {
    const writing = markovWriting(table);
    const [greedy] = greedySearch(writing, 1, options);
    writing.dispose();
    assert.deepEqual(search({ numBeams: 1 })[0].tokens, greedy);
  });

  it('compares by length: ((5 + 2) / 6)^1 for one token and the end', () => {
    const found = search({ numBeams: 3, lengthPenalty: 1 });
    const { score, logProbability } = found.find(({ tokens }) => tokens.length === 1)!;
    assert.ok(Math.abs(score - logProbability / (7 / 6)) < 1e-12);
    assert.deepEqual(found, [...found].sort((a, b) => b.score - a.score)); // prettier-ignore
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    search({ numBeams: 3 });
    assert.equal(tf.memory().numTensors, before);
  });
});
