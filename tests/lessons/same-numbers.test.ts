import assert from 'node:assert/strict';
import path from 'node:path';
import { nativePackage } from 'kernel-lib/backend/native-engines';
import { keepProgress } from '../support/keep-progress';
import { lessons } from '../support/notebooks';
import { runHeadless, type Output } from '../support/run-headless';
import { differenceOf, saysTheSame } from '../support/same-text';
import { skip } from '../support/skip';

/** Later lessons train long enough to blow up the last bit of a sum; their gates say how far they may differ. */
const lastLesson = '03';

const reference = { ATTEND_BACKEND: 'wasm', ATTEND_THREADS: '1', ATTEND_BLAS: 'none' };
const engines: Record<string, NodeJS.ProcessEnv> = {
  'two threads': { ...reference, ATTEND_THREADS: '2' },
  'standard SIMD': { ...reference, ATTEND_SIMD: 'standard' },
  'a native BLAS, where there is one': {
    ATTEND_BACKEND: 'wasm',
    ATTEND_THREADS: '2',
    ATTEND_BLAS: '',
  },
  'the JavaScript engine': { ATTEND_BACKEND: 'cpu' },
  TensorFlow: { ATTEND_BACKEND: 'tfjs-node' },
};

/**
 * Outputs that may differ in their numbers, not in their words. Scores that are not divided by √d saturate the
 * softmax; training on them doubles an error of rounding every few steps, which is what the lesson shows.
 */
const chaotic: Record<string, RegExp> = { '03': /not divided|largest weight is/i };

const textOf = ({ data, text }: Output): string => {
  const said = data?.['text/plain'] ?? text ?? '';
  return Array.isArray(said) ? said.join('') : String(said);
};

async function textsOf(lesson: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  const quick = { ATTEND_PACE: 'quick', ...env };
  const { code, log, outputs } = await runHeadless(lesson, quick);
  assert.equal(code, 0, log);
  return outputs.map(textOf).filter((text) => !text.startsWith('Computing with'));
}

describe('lessons print the same numbers', function () {
  this.timeout(10 * 60_000);
  let restoreProgress = (): void => {};
  before(function () {
    if (process.env.ATTEND_FULL !== '1') skip(this, 'takes minutes: part of npm run test:full');
    restoreProgress = keepProgress();
  });
  after(() => restoreProgress());

  for (const lesson of lessons()) {
    const [number] = path.basename(lesson).split('-');
    if (number > lastLesson) continue;
    let expected: string[] = [];

    it(`${lesson} on the engine that every installation has`, async () => {
      expected = await textsOf(lesson, reference);
      assert.ok(expected.length > 5);
    });

    for (const [name, env] of Object.entries(engines)) {
      it(`${lesson} with ${name}`, async function () {
        if (name === 'TensorFlow' && nativePackage('tfjs-node') === null) {
          skip(this, '`npm run gpu:install -- --cpu` cannot build it here, or was not run');
        }
        const texts = await textsOf(lesson, env);
        assert.equal(texts.length, expected.length);
        const differences = texts.flatMap((text, i) => {
          if (chaotic[number]?.test(text) && saysTheSame(text, expected[i])) return [];
          return differenceOf(text, expected[i]) ?? [];
        });
        assert.deepEqual(differences, []);
      });
    }
  }
});
