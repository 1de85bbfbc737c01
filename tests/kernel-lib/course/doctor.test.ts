import assert from 'node:assert/strict';
import { examine, examineNode } from 'kernel-lib/course/doctor';
import { copyBuilderCourse } from '../../support/builder-course';

describe('course/doctor', () => {
  it('knows which Node.js is too old', () => {
    assert.equal(examineNode('20.19.0').state, 'ok');
    assert.equal(examineNode('24.1.0').state, 'ok');
    const { state, text, mend } = examineNode('20.18.3');
    assert.deepEqual([state, Boolean(mend)], ['missing', true]);
    assert.match(text, /20\.18\.3.*needs 20\.19/);
  });

  it('finds what a bare course lacks, each with the command that mends it', async () => {
    const { root, remove } = copyBuilderCourse();
    try {
      const findings = await examine(root);
      const lacking = findings.filter(({ state }) => state === 'missing');
      assert.deepEqual(
        lacking.map(({ name, mend }) => [name, mend]),
        [
          ['tslab', 'npm ci'],
          ['@tensorflow/tfjs', 'npm ci'],
          ['zeromq', 'npm ci'],
          ['vega-lite', 'npm ci'],
          ['notebooks', 'npm run build'],
        ],
      );
      const engines = findings.filter(({ name }) => name.startsWith('engine '));
      assert.equal(engines.length, 4);
      assert.ok(engines.some(({ name, state }) => name === 'engine cpu' && state === 'ok'));
      const python = findings.find(({ name }) => name === 'Python');
      assert.deepEqual([python?.state, python?.mend], ['optional', 'npm start -- --setup-only']);
    } finally {
      remove();
    }
  });
});
