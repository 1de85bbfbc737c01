import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { Linear, loadWeights, Module, saveWeights, seededRandom, tf, useBackend } from 'kernel-lib';
import { readSafetensors, writeSafetensors } from 'kernel-lib/training/safetensors';

/** Two layers, and a count that is kept but not trained. */
class Small extends Module {
  readonly count: tf.Variable = tf.tidy(() => tf.variable(tf.scalar(0, 'int32'), false));
  readonly layers: Linear[];

  constructor(seed: number, outputDim = 2) {
    super();
    const random = seededRandom(seed);
    this.layers = [
      new Linear({ inputDim: 3, outputDim: 4, random }),
      new Linear({ inputDim: 4, outputDim, random, useBias: false }),
    ];
  }
}

const numbersOf = (module: Module): number[][] =>
  Object.values(module.namedVariables()).map((variable) => Array.from(variable.dataSync()));

describe('saveWeights and loadWeights', () => {
  let folder: string;
  let file: string;
  before(() => useBackend());
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-weights-'));
    file = path.join(folder, 'small.safetensors');
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  it('bring every number back, trained or not, and leave no tensor', () => {
    const [one, other] = [new Small(1), new Small(2)];
    tf.tidy(() => one.count.assign(tf.scalar(7, 'int32')));
    const before = tf.memory().numTensors;
    saveWeights(one, file);
    loadWeights(other, file);
    assert.equal(tf.memory().numTensors, before);
    assert.deepEqual(numbersOf(other), numbersOf(one));
    assert.deepEqual(Object.keys(readSafetensors(file).tensors), [
      'count',
      'layers.0.weight',
      'layers.0.bias',
      'layers.1.weight',
    ]);
    for (const module of [one, other]) module.dispose();
  });

  it('change nothing where a name, a shape or a type differs', () => {
    const [one, wide] = [new Small(1), new Small(2, 5)];
    saveWeights(one, file);
    const { tensors } = readSafetensors(file);
    const refuses = (module: Module, message: string): void => {
      const before = numbersOf(module);
      assert.throws(() => loadWeights(module, file), { message: `loadWeights: ${file}${message}` });
      assert.deepEqual(numbersOf(module), before);
    };
    refuses(
      wide,
      ': layers.1.weight must have shape (4, 5) and dtype F32, got shape (4, 2) and dtype F32',
    );
    const { count, ...rest } = tensors;
    writeSafetensors(file, rest);
    refuses(one, ' must have count, got layers.0.weight, layers.0.bias, layers.1.weight');
    writeSafetensors(file, { ...tensors, more: count });
    refuses(
      one,
      ' must only have count, layers.0.weight, layers.0.bias, layers.1.weight, got also more',
    );
    writeSafetensors(file, {
      ...tensors,
      count: { ...count, dtype: 'F32', data: Float32Array.of(1) },
    });
    refuses(one, ': count must have shape () and dtype I32, got shape () and dtype F32');
    for (const module of [one, wide]) module.dispose();
  });
});
