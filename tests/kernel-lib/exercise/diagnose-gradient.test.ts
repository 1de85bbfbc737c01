import assert from 'node:assert/strict';
import { diagnoseGradient } from 'kernel-lib/exercise/diagnose-gradient';
import { reportText } from 'kernel-lib/exercise/report-text';
import type { Observation } from 'kernel-lib/exercise/observe';
import type { Diagnosis } from 'kernel-lib/exercise/diagnosis';
import { examine, mix } from './tools';

/** Gradients of one number each, by name. */
function observed(slopes: Record<string, number | null>): Observation {
  const gradients = Object.fromEntries(
    Object.entries(slopes).map(([name, slope]) => [
      name,
      slope === null ? null : { shape: [1], dtype: 'float32' as const, data: [slope] },
    ]),
  );
  return {
    outcome: { status: 'value', value: 0, leaked: 0 },
    gradients: { status: 'gradients', gradients },
  };
}

function diagnosis(got: Record<string, number | null>, expected: Record<string, number>) {
  const exhibit = {
    exercise: mix,
    one: mix.cases[0],
    inputs: {},
    got: observed(got),
    reference: observed(expected),
  };
  return diagnoseGradient(exhibit, Object.keys(expected));
}

const named = (names: string[]): Record<string, number> =>
  Object.fromEntries(names.map((name) => [name, 1]));
const rowsOf = (found: Diagnosis | null): string[] => {
  const [evidence] = found?.evidence ?? [];
  return evidence?.type === 'gradients' ? evidence.rows.map(({ name }) => name) : [];
};

describe('diagnoseGradient', () => {
  it('shows every gradient when there are few', () => {
    const found = diagnosis({ a: 1, b: null }, named(['a', 'b']));
    assert.equal(found?.cause, 'No gradient reaches b');
    assert.deepEqual(rowsOf(found), ['a', 'b']);
  });

  it('shows the wrong ones when there are many, and counts the right ones', () => {
    const all = named([...'abcdefghijklmnopqrstuvwxyz']);
    const one = diagnosis({ ...all, q: null }, all);
    assert.deepEqual(rowsOf(one), ['q']);
    assert.ok(one?.detail.includes('25 of 26 gradients are right.'));
    const doubled = Object.fromEntries(Object.keys(all).map((name) => [name, 2]));
    const many = diagnosis(doubled, all);
    assert.equal(rowsOf(many).length, 8);
    assert.match(many?.cause ?? '', /a and b and c and 23 more is another one$/);
  });

  it('leaves room for the numbers beside a long name', async () => {
    const long = 'encoder.blocks.0.attention.queryProjection.weight';
    const report = await examine(() => 0);
    assert.ok(report.failing);
    report.failing.diagnosis = diagnosis({ [long]: null }, named([long]));
    const line = reportText(report)
      .split('\n')
      .find((text) => text.includes('queryProjection.weight') && text.includes('✘'));
    assert.match(line ?? '', /^ {4}….*queryProjection\.weight +\(1\) +0 +1 +1 +✘$/);
  });
});
