import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { BytePairEncoding } from 'kernel-lib/text/byte-pair-encoding';
import type { TokenizerFile } from 'kernel-lib/text/tokenizer-file';

const golden = (name: string): string =>
  fs.readFileSync(path.resolve(__dirname, '../../golden', name), 'utf8');

interface Case {
  text: string;
  ids: number[];
  tokens: string[];
  offsets: [number, number][];
  decoded: string;
}

for (const name of ['bpe_bytelevel', 'bpe_classic']) {
  describe(`BytePairEncoding with the merges of ${name}`, () => {
    const encoding = BytePairEncoding.fromTokenizerFile(golden(`${name}.tokenizer.json`));
    const cases = JSON.parse(golden(`${name}.json`)).cases as Case[];

    it('has 30 strings to compare', () => assert.equal(cases.length, 30));

    for (const { text, ids, tokens, offsets, decoded } of cases) {
      it(`gives the reference's tokens of ${JSON.stringify(text).slice(0, 60)}`, () => {
        assert.deepEqual(encoding.encode(text), { ids, tokens, offsets });
        // A second time, when the words are remembered.
        assert.deepEqual(encoding.encode(text).ids, ids);
        assert.equal(encoding.decode(ids), decoded);
      });
    }

    it('is the same after it was written and read again', () => {
      const again = BytePairEncoding.fromTokenizerFile(JSON.stringify(encoding));
      for (const { text, ids } of cases) assert.deepEqual(again.encode(text).ids, ids);
      assert.deepEqual(again.tokens, encoding.tokens);
    });
  });
}

describe('BytePairEncoding', () => {
  const file = (change: object = {}): TokenizerFile => ({
    ...JSON.parse(golden('bpe_bytelevel.tokenizer.json')),
    ...change,
  });

  it('recognises special tokens in the text, and leaves them out when decoding', () => {
    const encoding = BytePairEncoding.fromTokenizerFile(file());
    const { ids, tokens, offsets } = encoding.encode('🙂<|endoftext|> the');
    assert.equal(ids[4], 0);
    assert.deepEqual(tokens.slice(4), ['<|endoftext|>', 'Ġthe']);
    assert.deepEqual(offsets.slice(3), [
      [0, 1],
      [1, 14],
      [14, 18],
    ]);
    assert.equal(encoding.decode(ids), '🙂 the');
    assert.equal(encoding.decode(ids, { skipSpecial: false }), '🙂<|endoftext|> the');
  });

  it('gives every text back, byte for byte', () => {
    const encoding = BytePairEncoding.fromTokenizerFile(file());
    const texts = ['\ufeffbom', 'a\u0085b\u2028c', '\u{10ffff}', '  x  \n\n', "'''s 12's"];
    for (const text of texts) assert.equal(encoding.decode(encoding.encode(text).ids), text);
  });

  it('replaces half a character, which is no text, and broken bytes by �', () => {
    const encoding = BytePairEncoding.fromTokenizerFile(file());
    assert.equal(encoding.decode(encoding.encode('a\ud83d').ids), 'a\ufffd');
    assert.equal(encoding.decode(encoding.encode('🙂').ids.slice(0, 2)), '\ufffd');
  });

  it('reads merges that are written as one string', () => {
    const { model } = file();
    const merges = model.merges.map((merge) => (merge as string[]).join(' '));
    const encoding = BytePairEncoding.fromTokenizerFile(file({ model: { ...model, merges } }));
    assert.deepEqual(encoding.encode('Bonjour').ids, [34, 272, 74, 273, 82]);
  });

  it('refuses a file that asks for something else', () => {
    const refusal = (change: object): string => {
      try {
        BytePairEncoding.fromTokenizerFile(file(change));
        return 'accepted';
      } catch (error) {
        return (error as Error).message.replace('BytePairEncoding.fromTokenizerFile: ', '');
      }
    };
    const { model } = file();
    assert.equal(
      refusal({ model: { ...model, type: 'WordPiece' } }),
      'model.type must be BPE, got WordPiece',
    );
    assert.equal(
      refusal({ model: { ...model, byte_fallback: true } }),
      'model.byte_fallback must be off, got true',
    );
    assert.equal(
      refusal({ pre_tokenizer: { type: 'Metaspace' } }),
      'pre_tokenizer.type must be BertPreTokenizer or ByteLevel, got Metaspace',
    );
    assert.equal(
      refusal({ pre_tokenizer: { type: 'ByteLevel', add_prefix_space: true } }),
      'pre_tokenizer.add_prefix_space must be off, got true',
    );
    assert.equal(
      refusal({ normalizer: { type: 'StripAccents' } }),
      'normalizer.type must be NFC, NFD, NFKC, NFKD, Lowercase, got StripAccents',
    );
    assert.match(
      refusal({ added_tokens: [{ id: 0, content: '<mask>', lstrip: true }] }),
      /^added_tokens \(<mask>\) must be special and without further settings/,
    );
    assert.equal(
      refusal({ post_processor: { type: 'TemplateProcessing' } }),
      'post_processor must be none, got TemplateProcessing',
    );
    assert.equal(
      refusal({ model: { ...model, vocab: { a: 0, b: 2 } }, added_tokens: [] }),
      'model.vocab must be a token for each id, got none for 1',
    );
  });

  it('says what is wrong', () => {
    const encoding = BytePairEncoding.fromTokenizerFile(file());
    assert.throws(() => encoding.decode([420]), {
      message: 'BytePairEncoding.decode: ids must be 0 … 419, got 420',
    });
    assert.throws(() => encoding.idOf('nothing'), {
      message: 'BytePairEncoding.idOf: token must be one of the vocabulary, got "nothing"',
    });
    assert.throws(() => encoding.encode(['a'] as unknown as string), {
      message: 'BytePairEncoding.encode: text must be a string, got an array',
    });
  });
});

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
    const lines = golden('training_text.txt').split('\n');
    for (const kind of ['classic', 'byteLevel'] as const) {
      const one = BytePairEncoding.train(lines, { numMerges: 150, kind });
      const two = BytePairEncoding.train([...lines].reverse(), { numMerges: 150, kind });
      assert.equal(one.merges.length, 150);
      assert.equal(JSON.stringify(one), JSON.stringify(two));
    }
  });

  it('agrees with counting all pairs anew for every merge', () => {
    const words = golden('training_text.txt')
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
