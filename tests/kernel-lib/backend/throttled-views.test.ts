import assert from 'node:assert/strict';
import { throttledViews } from 'kernel-lib/backend/throttled-views';

interface State {
  at: number;
  status: 'running' | 'done';
}

describe('throttledViews', () => {
  it('lets through the start, one state each 100 ms, and the end', () => {
    const views = throttledViews<State>();
    const seen: number[] = [];
    views.set(
      () =>
        ({ at }) =>
          seen.push(at),
    );
    let now = 0;
    const show = views.open(() => now);
    for (const at of [0, 99, 100, 150, 199, 200, 310, 311]) {
      now = at;
      show({ at, status: 'running' });
    }
    show({ at: 311, status: 'done' });
    assert.deepEqual(seen, [0, 100, 200, 310, 311]);
  });

  it('throttles each piece of work by itself, in a view of its own', () => {
    const views = throttledViews<State>();
    const seen: string[] = [];
    let numViews = 0;
    views.set(() => {
      const name = 'ab'[numViews++];
      return ({ at }) => seen.push(`${name}${at}`);
    });
    const [first, second] = [views.open(() => 0), views.open(() => 0)];
    for (const show of [first, second, first]) show({ at: seen.length, status: 'running' });
    assert.deepEqual(seen, ['a0', 'b1']);
  });

  it('is silent until it is filled, and gives back what was there', () => {
    const views = throttledViews<State>();
    views.open()({ at: 0, status: 'done' });
    const first = (): (() => void) => () => undefined;
    const silent = views.set(first);
    assert.equal(views.set(silent), first);
    assert.equal(typeof silent(), 'function');
  });

  it('keeps two kinds of work apart', () => {
    const [one, other] = [throttledViews<State>(), throttledViews<State>()];
    one.set(() => () => assert.fail('the other kind was shown'));
    other.open()({ at: 0, status: 'done' });
  });
});
