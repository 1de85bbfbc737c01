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
