import { inspect } from 'node:util';
import { isFrame, frameBundle } from './frame-display';
import { isTensor } from './input';
import { displaySymbol, type Displayable, type MimeBundle } from './mime';
import { drawStatic, type VegaLiteSpec } from './render';
import { arrayBundle, tensorBundle } from './tensor-display';

/**
 * The output of any value: its own (`Symbol.for('Jupyter.display')`), or ours for tensors, typed arrays,
 * data frames and Vega-Lite specifications, or its text. A display that throws falls back to the text.
 */
export function displayOf(value: unknown): MimeBundle | Promise<MimeBundle> {
  try {
    return richDisplay(value) ?? textOnly(value);
  } catch (error) {
    return { 'text/plain': `${inspect(value)}\n(its display failed: ${messageOf(error)})` };
  }
}

/** Our output for a value, or null for one that is best shown as text. */
export function richDisplay(value: unknown): MimeBundle | Promise<MimeBundle> | null {
  if (value === null || typeof value !== 'object') return null;
  if (typeof (value as Displayable)[displaySymbol] === 'function') {
    return (value as Displayable)[displaySymbol]();
  }
  return knownDisplay(value);
}

/** Our output for a value that does not bring its own, or null. */
export function knownDisplay(value: unknown): MimeBundle | null {
  if (value === null || typeof value !== 'object') return null;
  if (isTensor(value)) return tensorBundle(value);
  if (isNumberArray(value)) return arrayBundle(value);
  if (isFrame(value)) return frameBundle(value);
  if (isVegaLite(value)) return specBundle(value);
  return null;
}

function textOnly(value: unknown): MimeBundle {
  return { 'text/plain': typeof value === 'string' ? value : inspect(value) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

type NumberArray =
  Float32Array | Float64Array | Int32Array | Uint8Array | Uint8ClampedArray | Int16Array;

function isNumberArray(value: object): value is NumberArray {
  // Buffers are bytes to people, not numbers.
  if (!ArrayBuffer.isView(value) || value instanceof DataView || Buffer.isBuffer(value))
    return false;
  return !(value instanceof BigInt64Array) && !(value instanceof BigUint64Array);
}

function isVegaLite(value: object): value is VegaLiteSpec {
  const { $schema } = value as VegaLiteSpec;
  return (
    typeof $schema === 'string' && /^https?:\/\/vega\.github\.io\/schema\/vega-lite\//.test($schema)
  );
}

/** A specification that somebody wrote: drawn as it is; data from a URL is not fetched here. */
function specBundle(spec: VegaLiteSpec): MimeBundle {
  const { title, description } = spec as {
    title?: string | { text?: string };
    description?: string;
  };
  const name = typeof title === 'string' ? title : title?.text;
  const words = [name, description].filter((part) => typeof part === 'string').join('. ');
  return {
    'application/vnd.vegalite.v5+json': spec,
    ...pictureOf(spec),
    'text/plain': words === '' ? 'Vega-Lite figure' : `Vega-Lite figure: ${words}`,
  };
}

/** A still picture, where the data is inside and the specification is one that Vega-Lite understands. */
function pictureOf(spec: VegaLiteSpec): Record<string, string> {
  try {
    return JSON.stringify(spec).includes('"url"') ? {} : drawStatic(spec);
  } catch {
    return {};
  }
}
