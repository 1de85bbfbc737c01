import assert from 'node:assert/strict';
import {
  blockDiagram,
  CrossAttentionBlock,
  FeedForward,
  LayerNorm,
  Module,
  SelfAttentionBlock,
  seededRandom,
  smallMultiples,
  tf,
  TransformerEncoder,
  useBackend,
} from 'kernel-lib';
import { draw } from 'kernel-lib/figures/render';
import { compileCleanly, textsOf } from './support';

const options = { dim: 8, numHeads: 2, hiddenDim: 16 };
const block = (norm: 'pre' | 'post'): SelfAttentionBlock =>
  new SelfAttentionBlock({ ...options, norm, random: seededRandom(1) });
const x = (): tf.Tensor3D => seededRandom(2).normalTensor([2, 3, 8]);
const drawn = (norm: 'pre' | 'post') => {
  const made = block(norm);
  return blockDiagram(made, { title: 'A block', run: () => made.forward(x()) });
};
const flat = (text: string): string => text.replace(/\s+/g, ' ');

describe('blockDiagram', () => {
  before(useBackend);

  it('draws what a pre-norm block does, in the order of its code', () => {
    const figure = drawn('pre');
    compileCleanly(figure.spec);
    const texts = textsOf(draw(figure.spec).svg).filter((text) =>
      /^(LayerN|Multi|Feed|\+)/.test(text),
    );
    const names = ['LayerNorm', 'MultiHeadAttention', '+', 'LayerNorm', 'FeedForward', '+'];
    assert.deepEqual(texts.sort(), names.sort());
    assert.match(
      flat(figure.text),
      /LayerNorm \(.*MultiHeadAttention \(.*plus the input; LayerNorm \(.*FeedForward \(.*plus the sum before/,
    );
  });

  it('draws a post-norm block otherwise', () => {
    assert.match(
      flat(drawn('post').text),
      /MultiHeadAttention \(.*plus the input; LayerNorm \(.*FeedForward \(.*plus the output of attentionResidual.norm; LayerNorm/,
    );
  });

  it('shows where a memory is read', () => {
    const cross = new CrossAttentionBlock({ ...options, random: seededRandom(1) });
    const memory = seededRandom(3).normalTensor<tf.Rank.R3>([2, 5, 8]);
    const figure = blockDiagram(cross, { title: 'A', run: () => cross.forward(x(), memory) });
    assert.equal(flat(figure.text).match(/memory \(2, 5, 8\)/g)?.length, 1);
    assert.match(flat(figure.text), /crossAttention, 288 parameters\), which also reads a memory/);
  });

  it('takes the blocks of a stack as one box each, and fits into panels', () => {
    const stack = new TransformerEncoder({ ...options, numLayers: 2, random: seededRandom(1) });
    const figure = blockDiagram(stack, { title: 'S', run: () => stack.forward(x()) });
    assert.match(flat(figure.text), /SelfAttentionBlock \(blocks\.0.*\(blocks\.1.*finalNorm/);
    compileCleanly(smallMultiples([figure, drawn('post')], { title: 'Both' }).spec);
  });

  it('leaves the module as it was, and no tensor', () => {
    const made = block('pre');
    const input = x();
    const tensors = tf.memory().numTensors;
    blockDiagram(made, { title: 'A', run: () => made.forward(input) });
    assert.equal(tf.memory().numTensors, tensors);
    assert.ok(!Object.hasOwn(made.attention, 'forward'));
  });

  it('refuses what it cannot see', () => {
    class Doubling extends Module {
      readonly norm = new LayerNorm({ dim: 8 });
      readonly network = new FeedForward({ dim: 8, hiddenDim: 8, random: seededRandom(1) });
      forward(h: tf.Tensor3D): tf.Tensor3D {
        return this.network.forward(this.norm.forward(h).mul(2));
      }
    }
    const made = new Doubling();
    const run = (): tf.Tensor => made.forward(x());
    assert.throws(() => blockDiagram(made, { title: 'A', run }), /computed before network/);
  });
});
