import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { BytePairEncoding } from 'kernel-lib/text/byte-pair-encoding';

const trainingText = fs.readFileSync(
  path.resolve(__dirname, '../../golden/training_text.txt'),
  'utf8',
);

describe('BytePairEncoding.train', () => {
  const times = (word: string, count: number): string => `${word} `.repeat(count);
  const text = times('low', 5) + times('lower', 2) + times('newest', 6) + times('widest', 3);

  it('learns what a hand with a pencil learns', () => {
    // low 5, lower 2, newest 6, widest 3; the last letter of a word carries the mark.
    //  1. e s 9 = s t</w> 9: the smaller left symbol first.
    //  2. es t</w> 9
    //  3. l o 7
    //  4. e w 6 = n e 6 = w est</w> 6
    //  5. ew est</w> 6 = n ew 6
    //  6. n ewest</w> 6
    //  7. lo w</w> 5
    //  8. d est</w> 3 = i d 3 = w i 3
    //  9. i dest</w> 3 = w i 3
    // 10. w idest</w> 3
    // 11. e r</w> 2 = lo w 2 = w e 2
    // 12. lo w 2 = w er</w> 2
    // 13. low er</w> 2; then every word is one token.
    const trained = BytePairEncoding.train(text, { numMerges: 100 });
    const pairs = [
      'e s',
      'es t</w>',
      'l o',
      'e w',
      'ew est</w>',
      'n ewest</w>',
      'lo w</w>',
      'd est</w>',
      'i dest</w>',
      'w idest</w>',
      'e r</w>',
      'lo w',
      'low er</w>',
    ];
    assert.deepEqual(
      trained.merges.map((pair) => pair.join(' ')),
      pairs,
    );
    const letters = [...'deilnorstw'];
    assert.deepEqual(trained.tokens, [
      ...['<pad>', '<bos>', '<eos>', '<unk>'],
      ...letters,
      ...letters.map((letter) => `${letter}</w>`),
      ...pairs.map((pair) => pair.replace(' ', '')),
    ]);
  });

  it('cuts a new word into what it has learned', () => {
    const trained = BytePairEncoding.train(text, { numMerges: 3 });
    const { tokens, ids } = trained.encode('Lowest slow');
    assert.deepEqual(tokens, ['lo', 'w', 'est</w>', 's', 'lo', 'w</w>']);
    assert.equal(trained.decode(ids), 'lowest slow');
    assert.deepEqual(trained.encode('lox').tokens, ['lo', '<unk>']);
  });

  it('counts a pair in a run of equal letters as the words change', () => {
    // a a a a</w>, twice: (a, a) 4 times, (a, a</w>) twice.
    const trained = BytePairEncoding.train('aaaa aaaa', { numMerges: 3 });
    const pairs = trained.merges.map((pair) => pair.join(' '));
    // Then aa a a</w>: (a, a</w>) 2 = (aa, a) 2, the smaller left symbol first.
    assert.deepEqual(pairs, ['a a', 'a a</w>', 'aa aa</w>']);
  });

  it('is deterministic: the order of the texts does not matter', () => {
    const lines = trainingText.split('\n');
    for (const kind of ['classic', 'byteLevel'] as const) {
      const one = BytePairEncoding.train(lines, { numMerges: 150, kind });
      const two = BytePairEncoding.train([...lines].reverse(), { numMerges: 150, kind });
      assert.equal(one.merges.length, 150);
      assert.equal(JSON.stringify(one), JSON.stringify(two));
    }
  });

  it('agrees with counting all pairs anew for every merge', () => {
    const words = trainingText
      .normalize('NFC')
      .toLowerCase()
      .match(/\p{L}+/gu) as string[];
    const trained = BytePairEncoding.train(words.join(' '), { numMerges: 120 });
    let texts = words.map((word) => [...word.slice(0, -1), `${word.at(-1)}</w>`]);
    for (const [left, right] of trained.merges) {
      const counts = new Map<string, number>();
      for (const symbols of texts) {
        symbols.slice(1).forEach((symbol, at) => {
          const key = JSON.stringify([symbols[at], symbol]);
          counts.set(key, (counts.get(key) ?? 0) + 1);
        });
      }
      const most = Math.max(...counts.values());
      const best = [...counts].filter(([, count]) => count === most).map(([key]) => key);
      const first = best
        .map((key) => JSON.parse(key) as [string, string])
        .sort((a, b) => (a[0] === b[0] ? (a[1] < b[1] ? -1 : 1) : a[0] < b[0] ? -1 : 1))[0];
      assert.deepEqual([left, right], first);
      texts = texts.map((symbols) => {
        const joined = [...symbols];
        for (let at = 0; at + 1 < joined.length; at++) {
          if (joined[at] === left && joined[at + 1] === right) joined.splice(at, 2, left + right);
        }
        return joined;
      });
    }
  });

  it('knows every text when it counts bytes', () => {
    const trained = BytePairEncoding.train(text, { numMerges: 10, kind: 'byteLevel' });
    assert.equal(trained.size, 1 + 256 + 10);
    // The space belongs to the word: the first pair is e s, as before.
    assert.deepEqual(trained.merges[0], ['e', 's']);
    const sentence = 'Où est le 🙂 ? lowest';
    assert.equal(trained.decode(trained.encode(sentence).ids), sentence);
  });

  it('learns nothing from nothing', () => {
    assert.equal(BytePairEncoding.train('', { numMerges: 5 }).size, 4);
    assert.throws(() => BytePairEncoding.train('a', { numMerges: -1 }), {
      message: 'BytePairEncoding.train: numMerges must be a whole number from 0 on, got -1',
    });
  });
});
