import fs from 'node:fs';
import path from 'node:path';

import { tf } from 'kernel-lib';
import { readSafetensors } from 'kernel-lib/training/safetensors';

import { tensorOf, type GoldenCase, type Tensors } from './golden';

export interface GoldenModel {
  /** The weights under the names of the reference. */
  weights: Tensors;
  inputs: Tensors;
  outputs: Tensors;
  options: Record<string, unknown>;
}

/** A tiny model of tests/golden/models. Call it within a tidy. */
export function goldenModel(name: string): GoldenModel {
  const folder = path.resolve(__dirname, '../golden/models', name);
  const { tensors } = readSafetensors(path.join(folder, 'model.safetensors'));
  const expected = JSON.parse(fs.readFileSync(path.join(folder, 'expected.json'), 'utf8'));
  const { inputs, outputs, options }: GoldenCase = expected.cases[0];
  const read = (wires: GoldenCase['inputs']): Tensors =>
    Object.fromEntries(Object.entries(wires).map(([key, wire]) => [key, tensorOf(wire)]));
  const weights = Object.fromEntries(
    Object.entries(tensors).map(([key, { shape, data }]) => [key, tf.tensor(data, shape)]),
  );
  return { weights, inputs: read(inputs), outputs: read(outputs), options };
}
