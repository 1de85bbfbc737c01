import type { MimeBundle } from '../figures/mime';

/** Output of values that do not bring their own: tensors, data frames, Vega-Lite specifications. Null for the rest. */
export function knownBundle(value: unknown): MimeBundle | null {
  if (typeof value !== 'object' || value === null) return null;
  return tensorBundle(value) ?? vegaLiteBundle(value);
}

interface TensorLike {
  shape: number[];
  dtype: string;
  isDisposed: boolean;
  toString(verbose?: boolean): string;
}

function isTensor(value: object): value is TensorLike {
  const { shape, dtype } = value as Partial<TensorLike>;
  return Array.isArray(shape) && typeof dtype === 'string' && 'isDisposed' in value;
}

/** Shape, type and the head of the values, as TensorFlow.js prints them. */
function tensorBundle(value: object): MimeBundle | null {
  if (!isTensor(value) || !('dataId' in value)) return null;
  const title = `Tensor (${value.shape.join(', ')}) ${value.dtype}`;
  if (value.isDisposed) return { 'text/plain': `${title}, disposed` };
  const values = value.toString().replace(/^Tensor\n/, '');
  return { 'text/plain': `${title}\n${values}` };
}

function vegaLiteBundle(value: object): MimeBundle | null {
  const { $schema: schema } = value as { $schema?: unknown };
  const version = typeof schema === 'string' && /\/vega-lite\/v(\d+)/.exec(schema);
  if (!version) return null;
  return {
    [`application/vnd.vegalite.v${version[1]}+json`]: value,
    'text/plain': 'A Vega-Lite chart.',
  };
}
