import assert from 'node:assert/strict';
import { findLeaks, isTrivialLine } from 'kernel-lib/notebook/leaks';

const answer = (text: string, stub = '') => ({
  solved: '',
  open: '',
  answerLines: text.split('\n').map((line, at) => ({ text: line, line: at + 1 })),
  stubLines: stub.split('\n'),
});

describe('notebook/leaks', () => {
  it('calls a line trivial when it has fewer than four names or numbers', () => {
    for (const line of [
      '',
      '}',
      '});',
      'return tf.tidy(() => {',
      'const n = 0; // rows of it all',
    ]) {
      assert.equal(isTrivialLine(line), true, line);
    }
    for (const line of ['const d = q.shape[2];', 'return scores.div(Math.sqrt(d));']) {
      assert.equal(isTrivialLine(line), false, line);
    }
  });

  it('finds a line of an answer wherever it stands, whatever its indent', () => {
    const [leak] = findLeaks(
      [answer('{\n    return scores.div(Math.sqrt(d));\n}')],
      ['# Words', 'function f() {\n  return scores.div(Math.sqrt(d));\n}'],
    );
    assert.equal(leak.line, 2);
  });

  it('lets pass what the stub of the same answer gives, and nothing that another stub gives', () => {
    const line = 'return scores.div(Math.sqrt(d));';
    assert.deepEqual(findLeaks([answer(line, line)], [line]), []);
    assert.equal(findLeaks([answer(line), answer('1;', line)], [line]).length, 1);
  });
});
