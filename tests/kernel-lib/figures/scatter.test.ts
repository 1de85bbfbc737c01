import assert from 'node:assert/strict';
import { scatter } from 'kernel-lib';
import { draw } from 'kernel-lib/figures/render';
import { compileCleanly, textsOf } from './support';

const options = { title: 'A finding', xTitle: 'first', yTitle: 'second' };

describe('scatter', () => {
  it('gives groups a colour and a shape, and says their centres', () => {
    const points = [
      { x: 0, y: 0, group: 'noun', label: 'chat' },
      { x: 2, y: 4, group: 'noun' },
      { x: 5, y: 1, group: 'verb', label: 'lire' },
    ];
    const figure = scatter(points, options);
    compileCleanly(figure.spec);
    const texts = textsOf(draw(figure.spec).svg);
    for (const text of ['noun', 'verb', 'chat', 'lire']) assert.ok(texts.includes(text), text);
    assert.match(figure.text, /noun: 2 points, centre \(1, 2\)\./);
  });

  it('says what is wrong with its input', () => {
    assert.throws(() => scatter([], options), /at least one/);
    assert.throws(() => scatter([{ x: NaN, y: 0 }], options), /points\[0\]\.x must be finite/);
    assert.throws(() => scatter([{ x: 0, y: 0, size: -1 }], options), /size must not be negative/);
    const many = 'abcdef'.split('').map((group, i) => ({ x: i, y: i, group }));
    assert.throws(() => scatter(many, options), /at most 5 groups, got 6/);
  });
});
