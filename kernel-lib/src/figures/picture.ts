import { finite, isTensor, type TensorLike } from './input';
import type { Raster } from './png';

/** A picture, checked; `low` and `high` are its smallest and largest number. */
export interface Picture extends Raster {
  channels: 1 | 3;
  low: number;
  high: number;
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (isList(value)) return value.length === 0 ? 'an empty row' : 'a row';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/**
 * Reads a picture; `domain` names the numbers of black and white.
 * @param where - function, panel and argument, for messages.
 */
export function readPicture(
  where: string,
  value: unknown,
  domain: readonly [number, number],
): Picture {
  const rows = listed(where, isTensor(value) ? nested(where, value) : value, 'rows of pixels');
  const width = listed(`${where}[0]`, rows[0], 'a row of pixels').length;
  const isGrey = !isList((rows[0] as ArrayLike<unknown>)[0]);
  const first = (rows[0] as ArrayLike<unknown>)[0];
  const channels = isGrey ? 1 : (first as ArrayLike<unknown>).length;
  if (channels !== 1 && channels !== 3) {
    throw new Error(`${where} must have 1 or 3 channels a pixel, got ${channels}`);
  }
  const bytes = new Uint8Array(rows.length * width * channels);
  let [low, high] = [Infinity, -Infinity];
  let at = 0;
  for (let y = 0; y < rows.length; y++) {
    const row = listed(`${where}[${y}]`, rows[y], 'a row of pixels');
    sameWidth(where, 'rows of one length', y, row.length, width);
    for (let x = 0; x < width; x++) {
      const pixel = isGrey ? [row[x]] : listed(`${where}[${y}][${x}]`, row[x], 'a pixel');
      sameWidth(`${where}[${y}]`, 'pixels of one kind', x, pixel.length, channels);
      for (let c = 0; c < channels; c++) {
        const place = `${where}[${y}][${x}]${isGrey ? '' : `[${c}]`}`;
        const number = finite(place, pixel[c]);
        low = Math.min(low, number);
        high = Math.max(high, number);
        bytes[at++] = byteOf(place, number, domain);
      }
    }
  }
  return { width, height: rows.length, channels, bytes, low, high };
}

function nested(where: string, tensor: TensorLike): unknown {
  if (tensor.isDisposed) {
    throw new Error(`${where} must be a live tensor, got one that was disposed`);
  }
  const { shape } = tensor;
  if (shape.length !== 2 && shape.length !== 3) {
    const expected = '(H, W), (H, W, 1) or (H, W, 3)';
    throw new Error(`${where} must have shape ${expected}, got (${shape.join(', ')})`);
  }
  return tensor.arraySync();
}

function listed(where: string, value: unknown, expected: string): ArrayLike<unknown> {
  if (!isList(value) || value.length === 0) {
    throw new Error(`${where} must be ${expected}, got ${nameOf(value)}`);
  }
  return value;
}

function sameWidth(where: string, rule: string, i: number, got: number, expected: number): void {
  if (got === expected) return;
  throw new Error(`${where} must have ${rule}: number 0 has ${expected}, number ${i} has ${got}`);
}

function byteOf(where: string, number: number, [from, to]: readonly [number, number]): number {
  const share = (number - from) / (to - from);
  if (share < -1e-4 || share > 1.0001) {
    throw new Error(`${where} must lie in domain [${from}, ${to}], got ${number}`);
  }
  return Math.round(255 * Math.min(1, Math.max(0, share)));
}

/** The weight that covers a place of the picture, given as shares of its width and height. */
export function weightAt(weights: readonly number[][], x: number, y: number): number {
  const row = weights[Math.min(weights.length - 1, Math.floor(y * weights.length))];
  return row[Math.min(row.length - 1, Math.floor(x * row.length))];
}
