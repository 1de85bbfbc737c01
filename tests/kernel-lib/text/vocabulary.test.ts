import assert from 'node:assert/strict';
import { Vocabulary } from 'kernel-lib/text/vocabulary';

const sentences = [
  ['le', 'chat', 'dort', '.'],
  ['le', 'chien', 'dort', '.'],
  ['le', 'chat', 'mange'],
];

describe('Vocabulary', () => {
  it('numbers the reserved tokens, then by frequency, then alphabetically', () => {
    // Counts: le 3; . chat dort 2; chien mange 1.
    const { tokens } = new Vocabulary(sentences);
    const words = ['le', '.', 'chat', 'dort', 'chien', 'mange'];
    assert.deepEqual(tokens, ['<pad>', '<bos>', '<eos>', '<unk>', ...words]);
  });

  it('has the same order whatever the order of the sentences', () => {
    const [a, b] = [sentences, [...sentences].reverse()].map((texts) => new Vocabulary(texts));
    assert.deepEqual(a.tokens, b.tokens);
    // By code units: capitals first, accents last, whatever the country.
    const accents = new Vocabulary([['é', 'z', 'a', 'Z']], { reserved: [] });
    assert.deepEqual(accents.tokens, ['Z', 'a', 'z', 'é']);
  });

  it('leaves out rare tokens, which become unknown', () => {
    const vocabulary = new Vocabulary(sentences, { minFrequency: 2 });
    assert.equal(vocabulary.size, 8);
    assert.equal(vocabulary.has('chien'), false);
    assert.equal(vocabulary.frequencyOf('chien'), 1);
    assert.deepEqual(vocabulary.idsOf(['le', 'chien', 'chat']), [4, 3, 6]);
    assert.deepEqual(vocabulary.tokensOf([4, 3, 6]), ['le', '<unk>', 'chat']);
  });

  it('does not count a reserved token twice', () => {
    const vocabulary = new Vocabulary([['<eos>', 'a', '<eos>']]);
    assert.deepEqual(vocabulary.tokens, ['<pad>', '<bos>', '<eos>', '<unk>', 'a']);
    assert.equal(vocabulary.idOf('<eos>'), 2);
  });

  it('is not confused by words that objects know', () => {
    const vocabulary = new Vocabulary([['constructor', '__proto__']]);
    assert.deepEqual(vocabulary.idsOf(['__proto__', 'constructor', 'toString']), [4, 5, 3]);
  });

  it('reads ids from typed arrays', () => {
    assert.deepEqual(new Vocabulary(sentences).tokensOf(Int32Array.of(2, 4)), ['<eos>', 'le']);
  });

  it('says what is wrong', () => {
    const bare = new Vocabulary([['a']], { reserved: [] });
    assert.throws(() => bare.idsOf(['b']), {
      message:
        'Vocabulary.idOf: token must be one of the 1 known ones (no <unk> is reserved), got "b"',
    });
    assert.throws(() => bare.tokensOf([1]), {
      message: 'Vocabulary.tokensOf: ids must be 0 … 0, got 1',
    });
    assert.throws(() => bare.idsOf('a' as unknown as string[]), {
      message: 'Vocabulary.idsOf: tokens must be an array, got a string',
    });
    assert.throws(() => new Vocabulary(['le chat'] as unknown as string[][]), {
      message:
        'Vocabulary: sentences must be an array with one array of tokens per sentence, got something else',
    });
    assert.throws(() => new Vocabulary([], { minFrequency: 0 }), {
      message: 'Vocabulary: minFrequency must be a whole number from 1 on, got 0',
    });
    assert.throws(() => new Vocabulary([], { reserved: ['<unk>', '<unk>'] }), {
      message: 'Vocabulary: reserved must name each token once, got <unk> <unk>',
    });
  });
});
