import { displayOf } from './display';
import { emit, type EmitOptions } from './emit';
import { tensorBundle } from './tensor-display';
import { isTensor } from './input';

export interface ShowOptions extends EmitOptions {
  /** For a tensor of rank 3 or more: show the part at these leading indices, e.g. [1] or [0, 2]. */
  at?: readonly number[];
}

/**
 * Shows a value below the running cell: a figure, a tensor, a data frame, a Vega-Lite specification, or
 * anything that supplies its own output. Other values are shown as text.
 *
 * @returns nothing, or a promise where the value makes its output asynchronously.
 */
export function show(value: unknown, options: ShowOptions = {}): void | Promise<void> {
  const { at, ...place } = options;
  const bundle = at !== undefined && isTensor(value) ? tensorBundle(value, at) : displayOf(value);
  if (bundle instanceof Promise) return bundle.then((data) => emit(data, place));
  emit(bundle, place);
}
