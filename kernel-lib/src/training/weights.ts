import { tf } from '../backend/tensorflow';
import type { Module } from '../nn/module';
import { shapeText } from '../tensor/shape';
import { readSafetensors, writeSafetensors, type SafeDtype, type SafeTensor } from './safetensors';

type Variables = Record<string, tf.Variable>;
type Tensors = Record<string, SafeTensor>;

const safeDtypes: Partial<Record<tf.DataType, SafeDtype>> = {
  float32: 'F32',
  int32: 'I32',
  bool: 'BOOL',
};

/**
 * Writes everything that a module keeps, by name, to a safetensors file, which other programs can read, too.
 *
 * @param file path, by custom ending in `.safetensors`; its folder must exist. A file that is there is replaced,
 *   in one go.
 * @throws Error when the file cannot be written.
 */
export function saveWeights(module: Module, file: string): void {
  writeSafetensors(file, tensorsOf(module.namedVariables()));
}

/**
 * Reads what `saveWeights` wrote into a module of the same structure.
 *
 * @throws Error when the file is damaged, or a name, shape or type differs; nothing is changed then.
 */
export function loadWeights(module: Module, file: string): void {
  assignTensors(module.namedVariables(), readSafetensors(file).tensors, `loadWeights: ${file}`);
}

/** The numbers of variables, by name. */
export function tensorsOf(variables: Variables): Tensors {
  const entries = Object.entries(variables).map(([name, variable]): [string, SafeTensor] => {
    const data = variable.dataSync() as SafeTensor['data'];
    return [name, { dtype: safeDtypes[variable.dtype] as SafeDtype, shape: variable.shape, data }];
  });
  return Object.fromEntries(entries);
}

/**
 * Gives variables the numbers of tensors of the same names.
 *
 * @param where how an error begins.
 * @throws Error when a name, shape or type differs; nothing is changed then.
 */
export function assignTensors(variables: Variables, tensors: Tensors, where: string): void {
  const [missing, unknown] = [without(variables, tensors), without(tensors, variables)];
  if (missing.length > 0) {
    throw new Error(`${where} must have ${missing.join(', ')}, got ${Object.keys(tensors).join(', ') || 'none'}`); // prettier-ignore
  }
  if (unknown.length > 0) {
    throw new Error(`${where} must only have ${Object.keys(variables).join(', ')}, got also ${unknown.join(', ')}`); // prettier-ignore
  }
  for (const [name, variable] of Object.entries(variables)) {
    const [expected, got] = [kindOf(variable.shape, safeDtypes[variable.dtype]), kindOf(tensors[name].shape, tensors[name].dtype)]; // prettier-ignore
    if (expected !== got) throw new Error(`${where}: ${name} must have ${expected}, got ${got}`);
  }
  tf.tidy(() => {
    for (const [name, variable] of Object.entries(variables)) {
      variable.assign(tf.tensor(tensors[name].data, variable.shape, variable.dtype));
    }
  });
}

function without(some: object, others: object): string[] {
  return Object.keys(some).filter((name) => !Object.hasOwn(others, name));
}

function kindOf(shape: number[], dtype: string | undefined): string {
  return `shape ${shapeText(shape)} and dtype ${dtype}`;
}
