import assert from 'node:assert/strict';
import { lines, show } from 'kernel-lib';
import { displaySymbol } from 'kernel-lib/figures/mime';
import { outputsOf } from './support';

const figure = lines([{ name: 'a', x: [0, 1], y: [0, 1] }], {
  title: 'A',
  xTitle: 'x',
  yTitle: 'y',
});

describe('show', () => {
  it('sends a figure as one output with three formats', async () => {
    const [sent, ...more] = await outputsOf(() => show(figure));
    assert.equal(more.length, 0);
    const types = ['application/vnd.vegalite.v5+json', 'image/svg+xml', 'text/plain'];
    assert.deepEqual(Object.keys(sent.data), types);
    assert.equal(typeof sent.data[types[0]], 'object');
  });

  it('replaces an output in place', async () => {
    const sent = await outputsOf(() => {
      show(figure, { displayId: 'one' });
      show(figure, { displayId: 'one', update: true });
    });
    assert.deepEqual(
      sent.map(({ displayId, update }) => [displayId, update]),
      [
        ['one', false],
        ['one', true],
      ],
    );
  });

  it('waits for a display that is a promise', async () => {
    const value = { [displaySymbol]: async () => ({ 'text/plain': 'later' }) };
    const [sent] = await outputsOf(() => show(value));
    assert.deepEqual(sent.data, { 'text/plain': 'later' });
  });

  it('shows typed arrays and Vega-Lite specifications, and other values as text', async () => {
    const spec = {
      $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
      title: 'Mine',
      data: { values: [{ a: 1 }] },
      mark: 'point',
    };
    const sent = await outputsOf(() => {
      show(new Float32Array([1, 2]));
      show(spec);
      show({ answer: 42 });
      show('words');
    });
    assert.match(String(sent[0].data['text/plain']), /^\(2\) Float32Array {3}min 1\.00/);
    assert.deepEqual(Object.keys(sent[1].data), [
      'application/vnd.vegalite.v5+json',
      'image/svg+xml',
      'text/plain',
    ]);
    assert.equal(sent[1].data['text/plain'], 'Vega-Lite figure: Mine');
    assert.deepEqual(sent[2].data, { 'text/plain': '{ answer: 42 }' });
    assert.deepEqual(sent[3].data, { 'text/plain': 'words' });
  });

  it('sends a specification that cannot be drawn here to the reader of the notebook', async () => {
    const $schema = 'https://vega.github.io/schema/vega-lite/v5.json';
    const sent = await outputsOf(() => {
      show({ $schema, mark: 'no such mark', data: { values: [] } });
      show({ $schema, mark: 'point', data: { url: 'points.csv' } });
    });
    for (const { data } of sent) {
      assert.deepEqual(Object.keys(data), ['application/vnd.vegalite.v5+json', 'text/plain']);
    }
  });

  it('falls back to text when a display throws', async () => {
    const broken = {
      [displaySymbol]: () => {
        throw new Error('no picture');
      },
    };
    const [sent] = await outputsOf(() => show(broken));
    assert.match(String(sent.data['text/plain']), /its display failed: no picture/);
  });
});
