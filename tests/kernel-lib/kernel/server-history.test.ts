import assert from 'node:assert/strict';
import { History } from 'kernel-lib/kernel/server-history';

describe('kernel/server-history', () => {
  const history = new History();
  history.add(1, 'const a = 1', null);
  history.add(2, 'a + 1', '2');
  history.add(3, 'a + 1', '2');
  history.add(4, 'a * (2)', '2');
  const lines = (request: object): unknown[] =>
    (history.find(request as Record<string, unknown>).history as unknown[][]).map(([, n]) => n);

  it('gives the tail, with outputs when asked', () => {
    assert.deepEqual(lines({ hist_access_type: 'tail', n: 2 }), [3, 4]);
    assert.deepEqual(lines({ hist_access_type: 'tail', n: 0 }), []);
    assert.deepEqual(lines({ hist_access_type: 'tail' }), [1, 2, 3, 4]);
    const asked = { hist_access_type: 'tail', n: 1, output: true };
    assert.deepEqual(history.find(asked), { history: [[1, 4, ['a * (2)', '2']]] });
  });

  it('gives a range of this session, without its end', () => {
    assert.deepEqual(lines({ hist_access_type: 'range', session: 0, start: 2, stop: 4 }), [2, 3]);
    assert.deepEqual(lines({ hist_access_type: 'range', session: 1, start: 4 }), [4]);
    assert.deepEqual(lines({ hist_access_type: 'range', session: 7, start: 1 }), []);
  });

  it('searches with globs, in which brackets are just brackets', () => {
    assert.deepEqual(lines({ hist_access_type: 'search', pattern: 'a + ?' }), [2, 3]);
    assert.deepEqual(lines({ hist_access_type: 'search', pattern: '*(2)*' }), [4]);
    assert.deepEqual(lines({ hist_access_type: 'search', pattern: 'a*', n: 1 }), [4]);
    const unique = { hist_access_type: 'search', pattern: 'a*', unique: true };
    assert.deepEqual(lines(unique), [3, 4]);
  });
});
