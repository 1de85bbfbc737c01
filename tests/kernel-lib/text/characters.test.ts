import assert from 'node:assert/strict';
import { charactersOf, lowercased, normalized, offsetsOf } from 'kernel-lib/text/characters';
import type { Character } from 'kernel-lib/text/characters';

/** `é0-1` is an é that stands in the text from 0 to 1. */
const shown = (characters: Character[]): string =>
  characters.map(({ text, start, end }) => `${text}${start}-${end}`).join(' ');

describe('charactersOf', () => {
  it('counts code points, not UTF-16 units', () => {
    assert.equal(shown(charactersOf('a🙂b')), 'a0-1 🙂1-2 b2-3');
    assert.equal(shown(charactersOf('b', 7)), 'b7-8');
    assert.deepEqual(offsetsOf(charactersOf('🙂🙂', 3)), [3, 5]);
    assert.deepEqual(offsetsOf([]), [0, 0]);
  });
});

describe('lowercased', () => {
  it('looks at no neighbour', () => {
    // At the end of a word JavaScript would write ς.
    assert.equal(shown(lowercased(charactersOf('ΟΣ'))), 'ο0-1 σ1-2');
    // The Turkish İ becomes two characters, which stand at the same place.
    assert.equal(shown(lowercased(charactersOf('İx'))), 'i0-1 \u03070-1 x1-2');
  });
});

describe('normalized', () => {
  it('gives what melts together the place of its first character', () => {
    assert.equal(shown(normalized(charactersOf('ae\u0301b'), 'NFC')), 'a0-1 é1-2 b3-4');
    // Korean: three letters, one syllable.
    assert.equal(shown(normalized(charactersOf('\u1112\u1161\u11ab.'), 'NFC')), '한0-1 .3-4');
  });

  it('keeps the place of a sign that does not melt', () => {
    // There is an ẹ, but no ẹ́: the acute stays, behind the dot below, which was third.
    const text = charactersOf('e\u0301\u0323');
    assert.equal(shown(normalized(text, 'NFC')), 'ẹ0-1 \u03012-3');
  });

  it('lets the parts of what is taken apart stand at one place', () => {
    assert.equal(shown(normalized(charactersOf('aéb'), 'NFD')), 'a0-1 e1-2 \u03011-2 b2-3');
    assert.equal(shown(normalized(charactersOf('ﬁn'), 'NFKC')), 'f0-1 i0-1 n1-2');
  });

  it('leaves a text alone that is normal already', () => {
    const text = charactersOf('déjà vu');
    assert.deepEqual(normalized(text, 'NFC'), text);
  });
});
