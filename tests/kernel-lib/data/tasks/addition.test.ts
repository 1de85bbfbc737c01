import assert from 'node:assert/strict';
import { addition, type Addition } from 'kernel-lib/data/tasks/addition';

const nameOf = ({ a, b }: Addition): string => `${a} + ${b}`;
const value = (digits: string[]): number => Number(digits.join(''));

describe('addition', () => {
  it('has all sums of two digits, each once', () => {
    const [train, test] = [addition('train'), addition('test')];
    assert.deepEqual([train.length, test.length], [9500, 500]);
    assert.equal(new Set([...train, ...test].map(nameOf)).size, 10_000);
  });

  it('writes both numbers with all digits, and the sum from the ones up', () => {
    for (const { a, b, prompt, answer } of [...addition('train'), ...addition('test')]) {
      assert.match(prompt.join(' '), /^\d \d \+ \d \d =$/);
      assert.match(answer.join(' '), /^\d \d \d$/);
      assert.deepEqual([value(prompt.slice(0, 2)), value(prompt.slice(3, 5))], [a, b]);
      assert.equal(value(answer.toReversed()), a + b);
    }
  });

  it('draws the sums of three digits, none twice', () => {
    const options = { numDigits: 3, numExamples: 2000 };
    const [train, test] = [addition('train', options), addition('test', options)];
    assert.deepEqual([train.length, test.length], [2000, 500]);
    assert.equal(new Set([...train, ...test].map(nameOf)).size, 2500);
    const more = addition('train', { numDigits: 3, numExamples: 3000 });
    assert.deepEqual(more.slice(0, 2000), train);
  });

  it('keeps a fifth of the sums of one digit for the test', () => {
    const one = { numDigits: 1 };
    assert.deepEqual([addition('train', one).length, addition('test', one).length], [80, 20]);
  });

  it('refuses what cannot be', () => {
    assert.throws(
      () => addition('all' as 'test'),
      /addition: split must be 'train' or 'test', got all/,
    );
    assert.throws(
      () => addition('test', { numDigits: 0 }),
      /numDigits must be a whole number from 1 on, got 0/,
    );
    assert.throws(() => addition('test', { numDigits: 8 }), /numDigits must be at most 7, got 8/);
  });
});
