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

/** 1.5 · 2²³: beside so large a number only the whole part of another has room, in the last bits. */
const WHOLE: f32 = 12582912;

/**
 * e^x. Exactly 0 for x <= -87, where the result would soon be a denormal and every further operation slow;
 * above 88 it stays at e^88. NaN stays NaN.
 */
export function exp(x: v128): v128 {
  // In this order NaN stays: the comparison with it does not hold.
  const low = f32x4.pmin(x, f32x4.splat(88));
  const shifted = multiplyAdd(low, f32x4.splat(1.44269504), f32x4.splat(WHOLE));
  const power = f32x4.sub(shifted, f32x4.splat(WHOLE));
  // ln 2 in two parts, the first short enough for an exact product.
  let rest = multiplyAdd(power, f32x4.splat(-0.693359375), low);
  rest = multiplyAdd(power, f32x4.splat(2.1219444e-4), rest);
  let p = f32x4.splat(1.381454058e-3);
  p = multiplyAdd(p, rest, f32x4.splat(8.368745446e-3));
  p = multiplyAdd(p, rest, f32x4.splat(4.166838899e-2));
  p = multiplyAdd(p, rest, f32x4.splat(1.666652113e-1));
  p = multiplyAdd(p, rest, f32x4.splat(4.999999404e-1));
  p = multiplyAdd(p, rest, f32x4.splat(1));
  p = multiplyAdd(p, rest, f32x4.splat(1));
  // Those last bits, moved to the place of the exponent, where 127 means 2⁰.
  const scale = i32x4.shl(i32x4.add(shifted, i32x4.splat(127)), 23);
  return v128.andnot(f32x4.mul(p, scale), f32x4.le(x, f32x4.splat(-87)));
}

/** 2^x for x from -127, where it is 0, to 127; off by 1e-7 of it. NaN stays NaN. */
export function power2(x: v128): v128 {
  const shifted = f32x4.add(x, f32x4.splat(WHOLE + 127));
  const rest = f32x4.sub(x, f32x4.sub(shifted, f32x4.splat(WHOLE + 127)));
  let p = f32x4.splat(1.326465863e-3);
  p = multiplyAdd(p, rest, f32x4.splat(9.671566077e-3));
  p = multiplyAdd(p, rest, f32x4.splat(5.550734326e-2));
  p = multiplyAdd(p, rest, f32x4.splat(2.402224094e-1));
  p = multiplyAdd(p, rest, f32x4.splat(6.931470037e-1));
  p = multiplyAdd(p, rest, f32x4.splat(1));
  return f32x4.mul(p, i32x4.shl(shifted, 23));
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
