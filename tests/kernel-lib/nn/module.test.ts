import assert from 'node:assert/strict';

import { Module, allClose, tf, useBackend } from 'kernel-lib';

class Leaf extends Module {
  readonly weight = tf.tidy(() => tf.variable(tf.tensor2d([[1, 2]])));
  readonly name = 'not a parameter';
}

class Tree extends Module {
  readonly first = new Leaf();
  readonly leaves = [new Leaf(), new Leaf()];
  readonly scale = tf.tidy(() => tf.variable(tf.scalar(3)));
  readonly fixed = tf.tidy(() => tf.variable(tf.scalar(4), false));
  readonly missing: tf.Variable | null = null;
}

const names = ['first.weight', 'leaves.0.weight', 'leaves.1.weight', 'scale'];

describe('Module', () => {
  before(() => useBackend());

  it('finds parameters and children by their fields, and leaves out what is not trained', () => {
    const tree = new Tree();
    assert.deepEqual(Object.keys(tree.namedParameters()), names);
    assert.deepEqual(Object.keys(tree.children()), ['first', 'leaves.0', 'leaves.1']);
    assert.equal(tree.parameters().length, 4);
    assert.equal(tree.parameters()[3], tree.scale);
    assert.equal(tree.numParameters(), 7);
    tree.dispose();
  });

  it('copies numbers in, from arrays and tensors, and leaves no tensor behind', () => {
    const tree = new Tree();
    const given = tf.tensor2d([[5, 6]]);
    const before = tf.memory().numTensors;
    tree.setParameters({
      'first.weight': given,
      'leaves.0.weight': [[7, 8]],
      'leaves.1.weight': given,
      scale: 9,
    });
    assert.equal(tf.memory().numTensors, before);
    given.dispose();
    const numbers = tree.parameters().flatMap((parameter) => Array.from(parameter.dataSync()));
    assert.deepEqual(numbers, [5, 6, 7, 8, 5, 6, 9]);
    tree.dispose();
  });

  it('changes nothing when a name or a shape is wrong', () => {
    const leaf = new Leaf();
    const before = tf.memory().numTensors;
    assert.throws(() => leaf.setParameters({}), {
      message: 'setParameters: values must have weight, got none',
    });
    assert.throws(() => leaf.setParameters({ weight: [[3, 4]], bias: [1] }), {
      message: 'setParameters: values must only have weight, got bias',
    });
    assert.throws(() => leaf.setParameters({ weight: [3, 4] }), {
      message: 'setParameters: weight must have shape (1, 2), got (2)',
    });
    assert.equal(tf.memory().numTensors, before);
    assert.ok(allClose(leaf.weight, [[1, 2]]));
    leaf.dispose();
  });

  it('counts a variable that two children share once', () => {
    class Tied extends Module {
      readonly embedding = new Leaf();
      readonly output = this.embedding;
      readonly weight = this.embedding.weight;
    }
    const tied = new Tied();
    assert.deepEqual(Object.keys(tied.namedParameters()), ['embedding.weight']);
    assert.equal(tied.numParameters(), 2);
    tied.dispose();
  });

  it('takes whole numbers of an int32 tensor for a float32 parameter', () => {
    const leaf = new Leaf();
    const whole = tf.tensor2d([[3, 4]], [1, 2], 'int32');
    leaf.setParameters({ weight: whole });
    assert.equal(leaf.weight.dtype, 'float32');
    assert.ok(allClose(leaf.weight, [[3, 4]]));
    whole.dispose();
    leaf.dispose();
  });

  it('gives all memory back', () => {
    const before = tf.memory().numTensors;
    new Tree().dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  it('passes on whether it is trained, and what is kept besides parameters', () => {
    const tree = new Tree();
    assert.equal(tree.leaves[1].isTraining, false);
    assert.equal(tree.train(), tree);
    assert.deepEqual([tree, tree.first, ...tree.leaves].map((part) => part.isTraining), [true, true, true, true]); // prettier-ignore
    tree.train(false);
    assert.equal(tree.first.isTraining, false);
    assert.deepEqual(Object.keys(tree.namedVariables()), [...names, 'fixed']);
    tree.dispose();
  });
});
