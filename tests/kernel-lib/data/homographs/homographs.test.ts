import assert from 'node:assert/strict';
import { readDataset } from 'kernel-lib/data/dataset-file';
import { generateHomographs } from 'kernel-lib/data/homographs/generate';
import {
  homographs,
  homographSenses,
  type HomographSentence,
} from 'kernel-lib/data/homographs/homographs';

const LANGUAGES = ['en', 'fr'] as const;
const textOf = ({ tokens }: HomographSentence): string => tokens.join(' ');

/** How often each value of `key` occurs with sense 0 and with sense 1. */
function countBySense(
  rows: HomographSentence[],
  keysOf: (row: HomographSentence) => string[],
): Map<string, [number, number]> {
  const counts = new Map<string, [number, number]>();
  for (const row of rows) {
    for (const key of keysOf(row)) {
      const count = counts.get(key) ?? [0, 0];
      count[row.sense]++;
      counts.set(key, count);
    }
  }
  return counts;
}

/** The words of the other tokens, each once. */
const around = ({ tokens, position }: HomographSentence): string[] => [
  ...new Set(tokens.filter((_, at) => at !== position)),
];

/** Accuracy on the test of naive Bayes on what `keysOf` sees of a sentence. */
function bayesAccuracy(
  language: 'en' | 'fr',
  keysOf: (row: HomographSentence) => string[],
): number {
  const counts = countBySense(homographs('train', language), keysOf);
  const test = homographs('test', language);
  const evidence = (row: HomographSentence): number =>
    keysOf(row).reduce((sum, key) => {
      const [zero, one] = counts.get(key) ?? [0, 0];
      return sum + Math.log((one + 0.5) / (zero + 0.5));
    }, 0);
  // No evidence is half a right guess.
  const rights: number[] = test.map((row) =>
    evidence(row) === 0 ? 0.5 : Number(evidence(row) > 0 === (row.sense === 1)),
  );
  return rights.reduce((sum, right) => sum + right, 0) / test.length;
}

describe('homographs', () => {
  it('are the bytes that the generator gives', async () => {
    for (const { file, content } of await generateHomographs()) {
      assert.equal(readDataset(file), content);
    }
  });

  for (const language of LANGUAGES) {
    const [train, test] = [homographs('train', language), homographs('test', language)];

    it(`have twelve words of two senses, each as often (${language})`, () => {
      const words = Object.keys(homographSenses(language)).sort();
      assert.equal(words.length, 12);
      for (const [rows, times] of [
        [train, 100],
        [test, 25],
      ] as const) {
        const counts = countBySense(rows, ({ word }) => [word]);
        assert.deepEqual([...counts.keys()].sort(), words);
        for (const count of counts.values()) assert.deepEqual(count, [times, times]);
      }
    });

    it(`point at the word, which stands once in its sentence (${language})`, () => {
      const words = new Set(Object.keys(homographSenses(language)));
      for (const row of [...train, ...test]) {
        assert.equal(row.tokens[row.position], row.word);
        assert.equal(row.tokens.filter((token) => words.has(token)).length, 1, textOf(row));
      }
    });

    it(`have no sentence twice, and no word in the test that is not in training (${language})`, () => {
      assert.equal(new Set([...train, ...test].map(textOf)).size, 3000);
      const known = new Set(train.flatMap(({ tokens }) => tokens));
      assert.equal(known.size, 131);
      assert.deepEqual(
        test.flatMap(({ tokens }) => tokens.filter((token) => !known.has(token))),
        [],
      );
    });

    it(`say the sense before the word, after it, and far from it (${language})`, () => {
      const share = (isSo: (row: HomographSentence) => boolean): number =>
        train.filter(isSo).length / train.length;
      const left = share(({ position }) => position > 4);
      const right = share(({ tokens, position }) => tokens.length - position > 4);
      assert.ok(left > 0.4 && right > 0.4, `${left} before, ${right} after`);
      assert.ok(Math.max(...train.map(({ tokens }) => tokens.length)) <= 32);
    });

    it(`hide the sense from who sees the word alone, or its neighbours alone (${language})`, () => {
      assert.equal(
        bayesAccuracy(language, ({ word }) => [word]),
        0.5,
      );
      const bag = bayesAccuracy(language, around);
      assert.ok(bag < 0.7, `context without the word: ${bag}`);
    });

    it(`tell it to who sees the word and its context (${language})`, () => {
      const both = bayesAccuracy(language, (row) =>
        around(row).map((token) => `${row.word} ${token}`),
      );
      assert.ok(both > 0.95, `word and context: ${both}`);
    });
  }

  it('do not give the sense away by an article in French', () => {
    const before = countBySense(homographs('train', 'fr'), ({ tokens, position, word }) => [
      `${tokens[position - 1]} ${word}`,
    ]);
    const determiners = new Set([...before.keys()].map((key) => key.split(' ')[0]));
    assert.deepEqual([...determiners].sort(), ['chaque', 'leur', 'notre', 'votre']);
  });

  it('elide in French', () => {
    const texts = [...homographs('train', 'fr'), ...homographs('test', 'fr')].map(textOf);
    assert.deepEqual(
      texts.filter((text) => /(^| )(le|la|je|de|se|que) [aeiouéê]/.test(text)),
      [],
    );
    assert.deepEqual(
      texts.filter((text) => /(^| )(de le|de les|à le|à les) /.test(text)),
      [],
    );
  });

  it('name the senses, and refuse another split or language', () => {
    assert.deepEqual(homographSenses('fr').avocat, ['lawyer', 'fruit']);
    assert.deepEqual(homographSenses().bank, ['side of a river', 'house of money']);
    assert.throws(
      () => homographs('all' as 'test'),
      /homographs: split must be 'train' or 'test', got all/,
    );
    assert.throws(
      () => homographSenses('de' as 'fr'),
      /homographSenses: language must be 'en' or 'fr', got de/,
    );
  });
});
