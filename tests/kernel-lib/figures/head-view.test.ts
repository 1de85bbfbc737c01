import assert from 'node:assert/strict';
import { headView, smallMultiples, tf, useBackend } from 'kernel-lib';
import { draw } from 'kernel-lib/figures/render';
import { compileCleanly, textsOf, viewOf } from './support';

const [queries, keys] = [
  ['le', 'chat', 'le'],
  ['the', 'cat'],
];
const options = { title: 'A finding', queries, keys };
const first = [
  [0.9, 0.1],
  [0, 1],
  [0.5, 0.5],
];
const second = [
  [0.005, 0.995],
  [1, 0],
  [1, 0],
];
const lines = (svg: string): number => svg.match(/<line [^>]*stroke="#1F5FA8"/g)?.length ?? 0;

describe('headView', () => {
  before(useBackend);

  it('draws a line for every weight that can be seen, and two equal words as two', () => {
    const figure = headView([first], options);
    compileCleanly(figure.spec);
    const { svg } = draw(figure.spec);
    assert.deepEqual(textsOf(svg).slice(0, 5), ['le', 'chat', 'le', 'the', 'cat']);
    assert.equal(lines(svg), 5);
    assert.match(figure.text, /le → the 0\.90, chat →\s+cat 1/);
  });

  it('shows the head of its slider', async () => {
    const figure = headView([first, second], { ...options, start: 2 });
    assert.match(figure.text, /one of 2 heads; here it is 2.*le → cat 0\.99/s);
    const view = viewOf(figure.spec);
    assert.equal(lines(await view.svg()), 3);
    view.signal('at_head', 1);
    view.run();
    assert.equal(lines(await view.svg()), 5);
  });

  it('takes a tensor and leaves it alive; two views stand in one figure', () => {
    const weights = tf.tensor3d([first, second]);
    const views = [headView(weights, options), headView([second], options)];
    compileCleanly(smallMultiples([views[1], headView([first], options)], options).spec);
    assert.equal(views.length, 2);
    weights.dispose();
  });

  it('says what does not fit', () => {
    assert.throws(() => headView([], options), /at least one head/);
    assert.throws(() => headView([[[1, 0]]], options), /head 1: queries must have 1 labels, got 3/);
    assert.throws(() => headView([first.map((row) => [...row, 0])], options), /keys must have 3/);
    assert.throws(
      () => headView([first.map(([a, b]) => [2 * a, b])], options),
      /from 0 to 1, got 1\.8/,
    );
    const flat = tf.tensor2d(first);
    assert.throws(() => headView(flat, options), /must have shape \(H, Q, K\), got \(3, 2\)/);
    flat.dispose();
  });
});
