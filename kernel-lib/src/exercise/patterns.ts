import { placeWords, type Axes } from './axes';
import type { WireTensor } from './types';
import { close, indexOf, stridesOf } from './wire';

/**
 * A regularity in wrong values that says more than the numbers do: a common factor, a common offset, two swapped
 * axes, differences in one part only. Null when there is none. The shapes are equal.
 */
export function patternIn(
  got: WireTensor,
  expected: WireTensor,
  tolerance: number,
  axes: Axes,
): string | null {
  return (
    commonFactor(got, expected) ??
    commonOffset(got, expected, tolerance) ??
    swappedAxes(got, expected, tolerance) ??
    onePart(got, expected, tolerance, axes)
  );
}

function commonFactor(got: WireTensor, expected: WireTensor): string | null {
  const used = expected.data
    .map((value, at) => at)
    .filter((at) => Math.abs(expected.data[at]) > 1e-6);
  if (used.length < 3) return null;
  const factor = got.data[used[0]] / expected.data[used[0]];
  const isCommon = got.data.every((value, at) =>
    close(value, factor * expected.data[at], 1e-4 * Math.max(1, Math.abs(factor))),
  );
  if (!isCommon || factor === 0 || close(factor, 1, 1e-3)) return null;
  if (close(factor, -1, 1e-3)) return 'Every value has the wrong sign';
  return `Every value is ${factor.toPrecision(4)} times the expected one`;
}

function commonOffset(got: WireTensor, expected: WireTensor, tolerance: number): string | null {
  if (got.data.length < 3) return null;
  const offset = got.data[0] - expected.data[0];
  const isCommon = got.data.every((value, at) => close(value, offset + expected.data[at], 1e-4));
  if (!isCommon || Math.abs(offset) <= tolerance) return null;
  const side = offset > 0 ? 'larger' : 'smaller';
  return `Every value is ${side} than the expected one by ${Math.abs(offset).toPrecision(4)}`;
}

function swappedAxes(got: WireTensor, expected: WireTensor, tolerance: number): string | null {
  const { shape } = expected;
  const rank = shape.length;
  if (rank < 2 || shape[rank - 1] !== shape[rank - 2] || shape[rank - 1] < 2) return null;
  const strides = stridesOf(shape);
  const isSwapped = got.data.every((value, at) => {
    const index = indexOf(at, shape);
    [index[rank - 1], index[rank - 2]] = [index[rank - 2], index[rank - 1]];
    const there = index.reduce((sum, i, axis) => sum + i * strides[axis], 0);
    return close(value, expected.data[there], tolerance);
  });
  return isSwapped ? 'Your values are the expected ones with the last two axes swapped' : null;
}

/** All differences lie at one index of one axis, and everything else is right. */
function onePart(
  got: WireTensor,
  expected: WireTensor,
  tolerance: number,
  axes: Axes,
): string | null {
  const { shape } = expected;
  const wrong = got.data
    .map((_, at) => at)
    .filter((at) => !close(got.data[at], expected.data[at], tolerance))
    .map((at) => indexOf(at, shape));
  for (const axis of shape.keys()) {
    const places = new Set(wrong.map((index) => index[axis]));
    if (shape[axis] > 1 && places.size === 1) {
      return `Only ${placeWords(axes, axis, [...places][0])} differs, everything else is right`;
    }
  }
  return null;
}
