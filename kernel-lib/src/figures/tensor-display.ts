import { inspect } from 'node:util';
import { output, escapeHtml, muted } from './html';
import type { TensorLike } from './input';
import { displaySymbol, type MimeBundle } from './mime';
import { scalarHtml, tensorHtml } from './tensor-html';
import { tensorParts } from './tensor-parts';
import { headText, tensorText } from './tensor-text';
import { decimalsFor, shapeLabel, summarize, valueText } from './tensor-summary';

/**
 * The output of a tensor: shape, dtype, range, how many are not numbers, and the first values on heat.
 *
 * @param at - leading indices: shows the part there instead of the whole.
 * @throws if `at` does not fit the shape.
 */
export function tensorBundle(tensor: TensorLike, at: readonly number[] = []): MimeBundle {
  if (tensor.isDisposed) return disposedBundle(tensor);
  const shape = tensor.shape;
  checkIndex(at, shape);
  const rest = shape.slice(at.length);
  const size = rest.reduce((product, n) => product * n, 1);
  const from = at.reduce((position, index, i) => position * shape[i] + index, 0) * size;
  const data = tensor.dataSync();
  // Complex data hold two numbers a value; only their head is shown.
  const part = Array.isArray(data) || tensor.dtype === 'complex64' ? data : (data as Float32Array);
  const slice = Array.prototype.slice.call(part, from, from + size) as unknown[];
  return valuesBundle(at.length === 0 ? part : slice, rest, tensor.dtype);
}

/** The output of a plain typed array. */
export function arrayBundle(values: ArrayLike<number> & object): MimeBundle {
  const bundle = valuesBundle(values, [values.length], values.constructor.name);
  return { ...bundle, 'text/plain': String(bundle['text/plain']).replace(/^Tensor /, '') };
}

function valuesBundle(
  data: ArrayLike<unknown>,
  shape: readonly number[],
  dtype: string,
): MimeBundle {
  const summary = summarize(data, shape, dtype);
  if (shape.length === 0) {
    const decimals = decimalsFor(summary);
    const text = valueText(data[0], decimals === 2 ? 4 : decimals, dtype);
    return {
      'text/html': scalarHtml(text, summary),
      'text/plain': `Tensor () ${dtype}   ${text.replace('−', '-')}`,
    };
  }
  if (dtype === 'complex64') return { 'text/plain': headText(summary) };
  const parts = tensorParts(data, summary);
  return { 'text/html': tensorHtml(summary, parts), 'text/plain': tensorText(summary, parts) };
}

function disposedBundle(tensor: TensorLike): MimeBundle {
  const shape = shapeLabel(tensor.shape);
  const text = 'disposed: its values were freed, by tf.dispose, tf.tidy or .dispose()';
  return {
    'text/html': output(
      `<strong>${shape}</strong> &nbsp;${escapeHtml(tensor.dtype)} &nbsp; ${muted(text)}`,
    ),
    'text/plain': `Tensor ${shape} ${tensor.dtype}   ${text}`,
  };
}

function checkIndex(at: readonly number[], shape: readonly number[]): void {
  const fits =
    at.length <= shape.length && at.every((i, d) => Number.isInteger(i) && i >= 0 && i < shape[d]);
  if (!fits) {
    throw new Error(
      `show: at must index the leading dimensions of ${shapeLabel(shape)}, got [${at.join(', ')}]`,
    );
  }
}

/**
 * Gives a class of tensors its display, for the last expression of a cell, and its text for `console.log`: in full
 * by itself, its first line inside an array or an object.
 */
export function installTensorDisplay(tensorClass: { prototype: object }): void {
  const hidden = { configurable: true, writable: true, enumerable: false };
  Object.defineProperty(tensorClass.prototype, displaySymbol, {
    ...hidden,
    value: function display(this: TensorLike): MimeBundle {
      return tensorBundle(this);
    },
  });
  Object.defineProperty(tensorClass.prototype, inspect.custom, {
    ...hidden,
    value: function print(this: TensorLike, depth: number, options: { depth: number }): string {
      const text = String(tensorBundle(this)['text/plain']);
      return depth === options.depth ? text : text.split('\n', 1)[0];
    },
  });
}
