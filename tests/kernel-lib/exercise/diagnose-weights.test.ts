import assert from 'node:assert/strict';
import type { Diagnosis } from 'kernel-lib/exercise/diagnosis';
import { diagnoseWeights } from 'kernel-lib/exercise/diagnose-weights';

type Shapes = Record<string, number[]>;

const named = (count: number, from = 0): Shapes =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`w${from + i}`, [2, i + 1]]));

function rowsOf(diagnosis: Diagnosis | null): Record<string, string> {
  const [evidence] = diagnosis?.evidence ?? [];
  return evidence?.type === 'facts' ? Object.fromEntries(evidence.rows) : {};
}

describe('diagnoseWeights', () => {
  it('says nothing of the expected weights, in whatever order', () => {
    const turned = Object.fromEntries(Object.entries(named(4)).reverse());
    assert.equal(diagnoseWeights(turned, named(4)), null);
  });

  it('shows all weights of a small model', () => {
    const found = diagnoseWeights({ ...named(2), w1: [3] }, named(2));
    assert.equal(found?.cause, 'The weight w1 has shape (3), expected (2, 2)');
    assert.deepEqual(rowsOf(found), {
      yours: 'w0 (2, 1), w1 (3)',
      expected: 'w0 (2, 1), w1 (2, 2)',
    });
  });

  it('shows of a large model what differs', () => {
    const found = diagnoseWeights({ ...named(26), w7: [5] }, named(26));
    assert.deepEqual(rowsOf(found), {
      yours: 'w7 (5); 25 others that are right',
      expected: 'w7 (2, 8); 25 others that are right',
    });
  });

  it('cuts a long list of missing weights, and of those that are too many', () => {
    const missing = diagnoseWeights(named(26), { ...named(26), ...named(16, 26) });
    assert.equal(missing?.cause, 'There is no weight w26, w27, w28 and 13 more');
    assert.equal(rowsOf(missing).yours, '26 weights that are right');
    assert.match(rowsOf(missing).expected, /w33 \(2, 8\) and 8 more; 26 others that are right$/);
    const extra = diagnoseWeights(named(5), named(3));
    assert.equal(extra?.cause, 'These weights are too many: w3, w4');
    assert.equal(diagnoseWeights(named(4), named(3))?.cause, 'The weight w3 is one too many');
    assert.equal(rowsOf(diagnoseWeights({}, named(1))).yours, 'none');
  });
});
