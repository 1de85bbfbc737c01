import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { enfrPairs } from 'kernel-lib/data/enfr-pairs';
import { tokenize } from 'kernel-lib/text/tokenize';

const cut = (text: string): string => tokenize(text).join(' ');

describe('tokenize', () => {
  it('separates words and punctuation, in small letters', () => {
    assert.deepEqual(tokenize('Go, Tom!'), ['go', ',', 'tom', '!']);
    assert.equal(cut('« Bonjour » (oui).'), '« bonjour » ( oui ) .');
    assert.deepEqual(tokenize(''), []);
    assert.deepEqual(tokenize(' \t\n '), []);
  });

  it('takes the narrow and the wide no-break space as spaces', () => {
    assert.deepEqual(tokenize('Va\u202f!'), ['va', '!']);
    assert.deepEqual(tokenize('12\u00a0h\u2009;'), ['12', 'h', ';']);
  });

  it('cuts behind the apostrophe of a French elision', () => {
    assert.equal(cut("L'été, j'ai vu l'homme."), "l' été , j' ai vu l' homme .");
    assert.equal(cut("Qu'est-ce que c'est ?"), "qu' est-ce que c' est ?");
    assert.equal(cut("jusqu'à ce qu'il m'ait dit"), "jusqu' à ce qu' il m' ait dit");
    assert.equal(cut('l’œuf d’Amélie'), "l' œuf d' amélie");
    assert.equal(cut("d'aujourd'hui"), "d' aujourd'hui");
  });

  it('keeps words with an apostrophe that is no elision', () => {
    assert.equal(cut("I don't know: it's ten o'clock."), "i don't know : it's ten o'clock .");
    assert.equal(cut("aujourd'hui"), "aujourd'hui");
  });

  it('takes a quote after a word for a sign', () => {
    assert.equal(cut("'Hello' she said"), "' hello ' she said");
  });

  it('keeps numbers whole', () => {
    assert.equal(cut('12,50 € et 3.14 à 8:30.'), '12,50 € et 3.14 à 8:30 .');
  });

  it('composes accents and does not break characters outside the first plane', () => {
    assert.deepEqual(tokenize('e\u0301te\u0301'), ['été']);
    assert.deepEqual(tokenize('ok🙂ok'), ['ok', '🙂', 'ok']);
    assert.deepEqual(tokenize('\u{1d49c}x'), ['\u{1d49c}x']);
  });

  it('cuts its own tokens into the same tokens again', () => {
    const file = path.resolve(__dirname, '../../golden/training_text.txt');
    const tokens = tokenize(fs.readFileSync(file, 'utf8'));
    assert.ok(tokens.includes("l'") && tokens.includes("qu'") && tokens.includes("haven't"));
    assert.deepEqual(tokenize(tokens.join(' ')), tokens);
  });

  it('gives the words of the generated pairs', () => {
    for (const split of ['train', 'test'] as const) {
      for (const { english, french } of enfrPairs(split)) {
        assert.deepEqual(tokenize(english.join(' ')), english);
        assert.deepEqual(tokenize(french.join(' ')), french);
      }
    }
  });

  it('refuses what is no text', () => {
    assert.throws(() => tokenize(['a'] as unknown as string), {
      message: 'tokenize: text must be a string, got an array',
    });
  });
});
