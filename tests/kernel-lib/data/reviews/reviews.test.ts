import assert from 'node:assert/strict';
import { generateReviews } from 'kernel-lib/data/reviews/generate';
import { reviews, type LabelledReview } from 'kernel-lib/data/reviews/reviews';
import { readDataset } from 'kernel-lib/data/dataset-file';
import { bagAccuracy } from './bag-of-words';
import { frenchFaults } from './french-review';
import { judge, twinOf } from './judge';

const train = reviews('train');
const test = reviews('test');
const textsOf = (rows: LabelledReview[]): string[] => rows.map(({ tokens }) => tokens.join(' '));
const vocabularyOf = (rows: LabelledReview[]): Set<string> =>
  new Set(rows.flatMap(({ tokens }) => tokens));
const isRight = ({ tokens, label }: LabelledReview): boolean => judge(tokens) === label;

describe('reviews', () => {
  it('are the bytes that the generator gives', async () => {
    for (const { file, content } of await generateReviews()) {
      assert.equal(readDataset(file), content);
    }
  });

  it('have 5,000 for training and 1,000 for the test, none twice', () => {
    assert.deepEqual([train.length, test.length], [5000, 1000]);
    for (const language of ['en', 'fr'] as const) {
      const all = [...reviews('train', { language }), ...reviews('test', { language })];
      assert.equal(new Set(textsOf(all)).size, 6000);
    }
  });

  it('are short, of few words, and the test has no other words', () => {
    assert.ok(Math.max(...[...train, ...test].map(({ tokens }) => tokens.length)) < 38);
    const known = vocabularyOf(train);
    assert.equal(known.size, 77);
    assert.deepEqual(
      [...vocabularyOf(test)].filter((word) => !known.has(word)),
      [],
    );
    const french = vocabularyOf(reviews('train', { language: 'fr' }));
    assert.equal(french.size, 100);
    const other = vocabularyOf(reviews('test', { language: 'fr' }));
    assert.deepEqual(
      [...other].filter((word) => !french.has(word)),
      [],
    );
  });

  it('are as often of one class as of another', () => {
    for (const rows of [train, test]) {
      for (const label of [0, 1, 2]) {
        const share = rows.filter((row) => row.label === label).length / rows.length;
        assert.ok(Math.abs(share - 1 / 3) < 0.015, `class ${label}: ${share}`);
      }
    }
  });

  it('have 3 % wrong labels in both splits, no more and no fewer', () => {
    assert.equal(train.filter(isRight).length, 4850);
    assert.equal(test.filter(isRight).length, 970);
  });

  it('have a twin of another class for each contrast, in the same split', () => {
    for (const rows of [train, test]) {
      const texts = new Set(textsOf(rows));
      const contrasts = rows.filter(({ tokens }) => twinOf(tokens) !== null);
      assert.equal(contrasts.length / rows.length, rows === train ? 0.7008 : 0.702);
      for (const { tokens } of contrasts) {
        const twin = twinOf(tokens) as string;
        assert.ok(texts.has(twin), twin);
        assert.notEqual(judge(twin.split(' ')), judge(tokens));
        assert.deepEqual(twin.split(' ').sort(), [...tokens].sort());
      }
    }
  });

  it('cannot be told apart without the order of their words', () => {
    const accuracy = bagAccuracy(train, test);
    assert.ok(accuracy > 0.5 && accuracy <= 0.7, `bag of words and pairs of words: ${accuracy}`);
  });

  it('are the same in French, line by line, with the same labels', () => {
    for (const split of ['train', 'test'] as const) {
      const [english, french] = [reviews(split), reviews(split, { language: 'fr' })];
      english.forEach(({ tokens, label }, at) => {
        const other = french[at];
        assert.equal(other.label, label);
        const count = (words: string[], word: string): number =>
          words.filter((each) => each === word).length;
        assert.equal(count(other.tokens, 'pas'), count(tokens, 'not'));
        assert.equal(count(other.tokens, 'mais'), count(tokens, 'but'));
        assert.equal(count(other.tokens, 'même'), count(tokens, 'even'));
        assert.equal(count(other.tokens, '.'), count(tokens, '.'));
      });
    }
  });

  it('agree and elide in French', () => {
    assert.deepEqual(frenchFaults("l' histoire est bon"), ["adjective: l' histoire est bon"]);
    assert.deepEqual(frenchFaults('le fin est bonne'), ['article: le fin est bonne']);
    const texts = textsOf([
      ...reviews('train', { language: 'fr' }),
      ...reviews('test', { language: 'fr' }),
    ]);
    assert.deepEqual(texts.flatMap(frenchFaults), []);
    assert.deepEqual(
      texts.filter((text) => /(^| )(le|la|je|ne|de|que) [aeiouhéê]/.test(text)),
      [],
    );
  });

  it('refuse another split or language', () => {
    assert.throws(
      () => reviews('valid' as 'test'),
      /reviews: split must be 'train' or 'test', got valid/,
    );
    assert.throws(
      () => reviews('test', { language: 'de' as 'fr' }),
      /reviews: language must be 'en' or 'fr', got de/,
    );
  });
});
