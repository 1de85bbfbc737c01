import type { Exhibit } from './diagnose';
import { diagnoseCall } from './diagnose-call';
import type { Diagnosis, GradientRow } from './diagnosis';
import type { WireTensor } from './types';
import { firstOf } from './wire';

/** With more gradients only those are shown that are wrong. */
const SHORT = 8;

/** Compares the gradients for a random `dy`; the values are known to be right. */
export function diagnoseGradient(
  { exercise, got, reference }: Exhibit,
  wrt: readonly string[],
  tolerance = 2e-2,
): Diagnosis | null {
  const outcome = got.gradients;
  const expected = reference.gradients;
  if (expected?.status !== 'gradients') return null;
  if (!outcome) return noGradient(wrt);
  if (outcome.status !== 'gradients') {
    const diagnosis = diagnoseCall(exercise.id, outcome);
    return diagnosis && { ...diagnosis, state: 'gradient', words: 'no gradient' };
  }
  const overall = largest(wrt.map((name) => largest(expected.gradients[name]?.data ?? [])));
  const rows = wrt.map((name) =>
    rowOf(name, outcome.gradients[name], expected.gradients[name], { tolerance, overall }),
  );
  const wrong = rows.filter((row) => !row.isRight);
  if (wrong.length === 0) return null;
  const missing = wrong.filter((row) => row.isMissing).map((row) => row.name);
  const names = firstOf(
    wrong.map((row) => row.name),
    ' and ',
  );
  const isShort = rows.length <= SHORT;
  return {
    state: 'gradient',
    words: 'right values, wrong gradient',
    cause: missing.length
      ? `No gradient reaches ${firstOf(missing, ' and ')}`
      : `The gradient with respect to ${names} is another one`,
    detail: [
      missing.length
        ? 'The output is right, but part of it was computed outside the tape.'
        : (factorOf(wrong[0], outcome.gradients, expected.gradients) ??
          'The output is right, but it does not depend on the inputs as it should.'),
      ...(isShort ? [] : [`${rows.length - wrong.length} of ${rows.length} gradients are right.`]),
    ],
    evidence: [{ type: 'gradients', rows: isShort ? rows : wrong.slice(0, SHORT) }],
  };
}

function noGradient(wrt: readonly string[]): Diagnosis {
  return {
    state: 'gradient',
    words: 'no gradient',
    cause: `No gradient reaches ${wrt.join(' and ')}: the result is not a tensor`,
    detail: [],
    evidence: [],
  };
}

function rowOf(
  name: string,
  got: WireTensor | null,
  expected: WireTensor | null,
  { tolerance, overall }: { tolerance: number; overall: number },
): GradientRow {
  const want = expected?.data ?? got?.data.map(() => 0) ?? [];
  const have = got?.data ?? want.map(() => 0);
  const scale = largest(want);
  const error = largest(want.map((value, at) => value - have[at]));
  const relativeError = scale > 1e-6 ? error / scale : error;
  // Beside the others a slope of this size is zero and its rounding: a bias of all keys has none.
  const isRight = relativeError <= tolerance || error <= 1e-5 * overall;
  return {
    name,
    shape: expected?.shape ?? got?.shape ?? [],
    yours: largest(have),
    expected: scale,
    relativeError,
    isRight,
    isMissing: !isRight && (got === null || largest(have) === 0),
  };
}

function largest(data: readonly number[]): number {
  return data.reduce(
    (best, value) => (Math.abs(value) > best || Number.isNaN(value) ? Math.abs(value) : best),
    0,
  );
}

/** `It is 2.000 times the expected one.`, when one factor explains the whole difference. */
function factorOf(
  row: GradientRow,
  got: Record<string, WireTensor | null>,
  expected: Record<string, WireTensor | null>,
): string | null {
  const have = got[row.name]?.data;
  const want = expected[row.name]?.data;
  if (!have || !want || row.expected === 0) return null;
  const at = want.findIndex((value) => Math.abs(value) === row.expected);
  const factor = have[at] / want[at];
  const isCommon = want.every(
    (value, i) => Math.abs(have[i] - factor * value) <= 1e-3 * row.expected,
  );
  return isCommon && Number.isFinite(factor)
    ? `It is ${factor.toPrecision(4)} times the expected one.`
    : null;
}
