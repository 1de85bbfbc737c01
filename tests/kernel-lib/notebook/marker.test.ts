import assert from 'node:assert/strict';
import { isMarker, parseMarker } from 'kernel-lib/notebook/marker';

const parse = (line: string) => parseMarker(line, 'a.ts', 7);

describe('notebook/marker', () => {
  it('knows a marker from a comment', () => {
    assert.equal(isMarker('// %%'), true);
    assert.equal(isMarker('// %% [markdown]'), true);
    assert.equal(isMarker('//%% setup'), true);
    assert.equal(isMarker('// %%% of the points'), false);
    assert.equal(isMarker('  // %% inside a function'), false);
  });

  it('reads kind, role and tags', () => {
    assert.deepEqual(parse('// %%'), { kind: 'code', tags: [] });
    assert.deepEqual(parse('// %% [markdown]'), { kind: 'markdown', tags: [] });
    assert.deepEqual(parse('// %% setup'), { kind: 'code', tags: [], role: 'setup' });
    assert.deepEqual(parse('// %% answer="maskedSoftmax"'), {
      kind: 'code',
      tags: [],
      role: 'answer',
      exercise: 'maskedSoftmax',
    });
    assert.deepEqual(parse('// %% tags=["yours", "slow"] check="total"  '), {
      kind: 'code',
      tags: ['yours', 'slow'],
      role: 'check',
      exercise: 'total',
    });
  });

  const wrong: [string, RegExp][] = [
    ['// %% anwser="total"', /^a\.ts:7: unknown word "anwser"/],
    ['// %% answer="two words"', /"two words" is not a name/],
    ['// %% answer="a" check="a"', /either answer or check/],
    ['// %% [markdown] answer="a"', /a text cell cannot be an answer/],
    ['// %% [raw]', /unknown kind of cell \[raw\]/],
    ['// %% tags=[1]', /tags must be a list/],
    ['// %% answer=total', /cannot read "=total"|unknown word "answer"/],
  ];
  for (const [line, message] of wrong) {
    it(`refuses ${line}`, () => assert.throws(() => parse(line), { message }));
  }
});
