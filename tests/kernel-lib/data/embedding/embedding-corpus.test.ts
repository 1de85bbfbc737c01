import assert from 'node:assert/strict';
import { readDataset } from 'kernel-lib/data/dataset-file';
import { embeddingCorpus, embeddingPairs } from 'kernel-lib/data/embedding/embedding-corpus';
import { generateEmbeddingCorpus } from 'kernel-lib/data/embedding/generate';
import { vectorsOf } from './count-vectors';

const sentences = embeddingCorpus();
const pairs = embeddingPairs();

describe('embeddingCorpus', () => {
  it('is the bytes that the generator gives', async () => {
    const [{ file, content }] = await generateEmbeddingCorpus();
    assert.equal(readDataset(file), content);
  });

  it('has 3,360 sentences, none twice, of few words', () => {
    assert.equal(sentences.length, 3360);
    assert.equal(new Set(sentences.map((tokens) => tokens.join(' '))).size, 3360);
    assert.equal(new Set(sentences.flat()).size, 213);
  });

  it('speaks of each word of each pair as often', () => {
    for (const { a, b } of pairs) {
      for (const word of [a, b]) {
        assert.equal(sentences.filter((tokens) => tokens.includes(word)).length, 60, word);
      }
    }
  });

  it('never has both words of a pair in a sentence', () => {
    for (const { a, b } of pairs) {
      assert.ok(!sentences.some((tokens) => tokens.includes(a) && tokens.includes(b)), `${a} ${b}`);
    }
  });

  it('holds half of the pairs of each relation out', () => {
    for (const relation of ['gender', 'number']) {
      const own = pairs.filter((pair) => pair.relation === relation);
      assert.deepEqual([own.length, own.filter((pair) => pair.isHeldOut).length], [14, 7]);
    }
    assert.equal(new Set(pairs.flatMap(({ a, b }) => [a, b])).size, 56);
  });

  it('keeps what it says in agreement', () => {
    const masculine = pairs.filter((pair) => pair.relation === 'gender').map((pair) => pair.a);
    const feminine = pairs.filter((pair) => pair.relation === 'gender').map((pair) => pair.b);
    const plural = pairs.filter((pair) => pair.relation === 'number').map((pair) => pair.b);
    const wrong = sentences.filter((tokens) => {
      const has = (words: string[]): boolean => tokens.some((token) => words.includes(token));
      return (
        (has(masculine) && has(['she', 'her', 'herself'])) ||
        (has(feminine) && has(['he', 'him', 'his', 'himself'])) ||
        (has(plural) && has(['this', 'one', 'every', 'its', 'it']))
      );
    });
    assert.deepEqual(wrong, []);
  });

  it('lets the direction of known pairs find the other word of those held out', () => {
    const vectors = vectorsOf(sentences);
    for (const relation of ['gender', 'number']) {
      const own = pairs.filter((pair) => pair.relation === relation);
      const known = own.filter((pair) => !pair.isHeldOut);
      const direction = vectors.meanDifference(known);
      const heldOut = own.filter((pair) => pair.isHeldOut);
      const found = heldOut.map(({ a }) => vectors.nearest(a, direction));
      const numRight = found.filter((word, at) => word === heldOut[at].b).length;
      assert.ok(numRight / heldOut.length >= 0.8, `${relation}: ${found.join(' ')}`);
    }
  });
});
