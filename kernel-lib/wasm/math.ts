/** a · b + c on four numbers, rounded once where the build may. */
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** The sum of four numbers, always in the same order. */
export function sumOf(v: v128): f32 {
  const low = f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1);
  return low + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/** The largest of four numbers; NaN if one is. */
export function maxOf(v: v128): f32 {
  const low = max(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1));
  return max(low, max(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)));
}

/** 1.5 · 2²³. */
const WHOLE: f32 = 12582912;

/**
 * e^x. Exactly 0 for x <= -87, where the result would soon be a denormal and every further operation slow;
 * above 88 it stays at e^88. NaN stays NaN.
 */
export function exp(x: v128): v128 {
  // In this order NaN stays: neither comparison with it holds.
  const clamped = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-87)), f32x4.splat(88));
  // Beside so large a number only the whole part of a product has room, in the last bits.
  const shifted = f32x4.add(f32x4.mul(clamped, f32x4.splat(1.44269504)), f32x4.splat(WHOLE));
  const power = f32x4.sub(shifted, f32x4.splat(WHOLE));
  // ln 2 in two parts, the first short enough for an exact product.
  let rest = multiplyAdd(power, f32x4.splat(-0.693359375), clamped);
  rest = multiplyAdd(power, f32x4.splat(2.1219444e-4), rest);
  let p = f32x4.splat(1.98756915e-4);
  p = multiplyAdd(p, rest, f32x4.splat(1.3981999507e-3));
  p = multiplyAdd(p, rest, f32x4.splat(8.3334519073e-3));
  p = multiplyAdd(p, rest, f32x4.splat(4.1665795894e-2));
  p = multiplyAdd(p, rest, f32x4.splat(1.6666665459e-1));
  p = multiplyAdd(p, rest, f32x4.splat(5.0000001201e-1));
  p = f32x4.add(multiplyAdd(f32x4.mul(p, rest), rest, rest), f32x4.splat(1));
  // Those last bits, moved to the place of the exponent, where 127 means 2⁰.
  const scale = i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(127 << 23));
  return v128.andnot(f32x4.mul(p, scale), f32x4.le(x, f32x4.splat(-87)));
}

/** e^x of one number, the same bits as `exp`. */
export function exp1(x: f32): f32 {
  return f32x4.extract_lane(exp(f32x4.splat(x)), 0);
}

/** tanh x = 1 - 2 / (e^2x + 1). */
export function tanh(x: v128): v128 {
  const one = f32x4.splat(1);
  const double = exp(f32x4.add(x, x));
  return f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(double, one)));
}

/** 1 / (1 + e^-x). */
export function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))));
}
