/** The four words from which xoshiro128** makes its next bits. */
export type XoshiroState = [number, number, number, number];

/**
 * The generator xoshiro128**: each call returns 32 random bits as a number in 0 … 2^32 − 1.
 *
 * @param seed a whole number; its four words of state come from SplitMix64, as the authors advise.
 * @see Blackman & Vigna 2021, "Scrambled linear pseudorandom number generators".
 */
export function xoshiro128(seed: number): () => number {
  return xoshiro128FromState(xoshiroState(seed));
}

/** The words with which xoshiro128** starts from a seed. */
export function xoshiroState(seed: number): XoshiroState {
  const next = splitMix64(BigInt(seed));
  const [first, second] = [next(), next()];
  return [word(first, 0n), word(first, 32n), word(second, 0n), word(second, 32n)];
}

/** xoshiro128** from its four words of state, as the reference implementation takes them; they move on with every call. */
export function xoshiro128FromState(state: XoshiroState): () => number {
  return () => {
    let [s0, s1, s2, s3] = state;
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = rotateLeft(s3, 11);
    state[0] = s0;
    state[1] = s1;
    state[2] = s2;
    state[3] = s3;
    return result;
  };
}

/** SplitMix64 (Steele, Lea & Flood 2014): turns neighbouring seeds into unrelated states. */
export function splitMix64(seed: bigint): () => bigint {
  let state = BigInt.asUintN(64, seed);
  return () => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let mixed = state;
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n);
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn);
    return mixed ^ (mixed >> 31n);
  };
}

function word(value: bigint, shift: bigint): number {
  return Number(BigInt.asIntN(32, value >> shift));
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
