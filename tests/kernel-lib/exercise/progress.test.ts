import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isSolved, keepProgress, progressFile, readProgress } from 'kernel-lib/exercise/progress';

describe('progress', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'attend-progress-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('keeps the best that was reached', () => {
    keepProgress(root, 'a', { passed: 2, cases: 4, points: 1 });
    keepProgress(root, 'b', { passed: 4, cases: 4, points: 3 });
    keepProgress(root, 'a', { passed: 3, cases: 4, points: 2 });
    keepProgress(root, 'a', { passed: 0, cases: 4, points: 0 });
    assert.deepEqual(readProgress(root), {
      b: { passed: 4, cases: 4, points: 3 },
      a: { passed: 3, cases: 4, points: 2 },
    });
    assert.equal(isSolved(readProgress(root).b), true);
    assert.equal(isSolved(readProgress(root).a), false);
    assert.deepEqual(readdirSync(dirname(progressFile(root))), ['progress.json']);
  });

  it('counts anew when an exercise has other cases than before', () => {
    keepProgress(root, 'a', { passed: 4, cases: 4, points: 3 });
    keepProgress(root, 'a', { passed: 4, cases: 5, points: 2 });
    assert.deepEqual(readProgress(root).a, { passed: 4, cases: 5, points: 2 });
  });

  it('takes a broken file for an empty one, and mends it', () => {
    mkdirSync(dirname(progressFile(root)));
    writeFileSync(progressFile(root), '{"version": 1, "exer');
    assert.deepEqual(readProgress(root), {});
    keepProgress(root, 'a', { passed: 1, cases: 1, points: 1 });
    assert.equal(isSolved(readProgress(root).a), true);
  });

  it('does without a folder that can be written', () => {
    writeFileSync(join(root, '.attend'), 'a file where the folder should be');
    const known = keepProgress(root, 'a', { passed: 1, cases: 1, points: 1 });
    assert.equal(isSolved(known.a), true);
    assert.deepEqual(readProgress(root), {});
  });
});
