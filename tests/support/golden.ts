import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

import { allClose, maxDifference, tf } from 'kernel-lib';

interface Wire {
  shape: number[];
  dtype: 'float32' | 'int32' | 'bool';
  data: number[];
}

export interface GoldenCase {
  name: string;
  inputs: Record<string, Wire>;
  params: Record<string, Wire>;
  options: Record<string, unknown>;
  outputs: Record<string, Wire>;
  upstream: Record<string, Wire>;
  grads: Record<string, Wire>;
}

export type Tensors = Record<string, tf.Tensor>;

/** The cases of one file of tests/golden. */
export function goldenCases(name: string): GoldenCase[] {
  const file = path.resolve(__dirname, '../golden', `${name}.json`);
  return JSON.parse(fs.readFileSync(file, 'utf8')).cases;
}

/** Runs a function on a case and compares every output and every gradient. */
export function checkGolden(
  goldenCase: GoldenCase,
  compute: (tensors: Tensors, options: GoldenCase['options']) => Tensors,
): void {
  tf.tidy(() => {
    const given = { ...goldenCase.inputs, ...goldenCase.params };
    const tensors = Object.fromEntries(
      Object.entries(given).map(([name, wire]) => [name, tensorOf(wire)]),
    );
    const outputs = compute(tensors, goldenCase.options);
    for (const [name, wire] of Object.entries(goldenCase.outputs)) {
      assertClose(`output ${name}`, outputs[name], tensorOf(wire));
    }
    const names = Object.keys(goldenCase.grads);
    if (names.length === 0) return;
    const loss = (...variables: tf.Tensor[]): tf.Scalar => {
      const replaced = Object.fromEntries(names.map((name, i) => [name, variables[i]]));
      const results = compute({ ...tensors, ...replaced }, goldenCase.options);
      const terms = Object.entries(goldenCase.upstream).map(([name, wire]) =>
        results[name].mul(tensorOf(wire)).sum(),
      );
      return tf.addN(terms) as tf.Scalar;
    };
    const gradients = tf.grads(loss)(names.map((name) => tensors[name]));
    names.forEach((name, i) =>
      assertClose(`gradient of ${name}`, gradients[i], tensorOf(goldenCase.grads[name])),
    );
  });
}

/** Asserts |a − b| ≤ 1e-5 (1 + |b|). */
export function assertClose(what: string, actual: tf.Tensor, expected: tf.Tensor): void {
  assert.deepEqual(actual.shape, expected.shape, what);
  assert.ok(allClose(actual, expected), `${what} is off by ${maxDifference(actual, expected)}`);
}

export function tensorOf({ shape, dtype, data }: Wire): tf.Tensor {
  return tf.tensor(data, shape, dtype);
}
