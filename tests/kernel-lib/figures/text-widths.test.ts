import assert from 'node:assert/strict';
import { cutText, textWidth, wrapText } from 'kernel-lib/figures/text-widths';

describe('text widths', () => {
  it('adds the widths of characters, accents like their letters', () => {
    // H is 0.74 em, i 0.26 em: 12 px * 1.00 em.
    assert.equal(textWidth('Hi', 12), 12);
    assert.equal(textWidth('été', 10), textWidth('ete', 10));
    assert.ok(textWidth('Hi', 12, true) > textWidth('Hi', 12));
  });

  it('breaks between words and loses none', () => {
    const lines = wrapText('one two three four', 60, 12);
    assert.ok(lines.length > 1 && lines.every((line) => textWidth(line, 12) <= 60));
    assert.equal(lines.join(' '), 'one two three four');
    assert.deepEqual(wrapText('', 60, 12), []);
    assert.deepEqual(wrapText('unbreakable', 5, 12), ['unbreakable']);
  });

  it('cuts what is too long', () => {
    assert.equal(cutText('short', 100, 12), 'short');
    const cut = cutText('a very long label', 60, 12);
    assert.ok(cut.endsWith('…') && textWidth(cut, 12) <= 60);
  });
});
