import assert from 'node:assert/strict';
import { runInChild } from './child';

describe('importing a package that exists as an ES module only', function () {
  this.timeout(60_000);

  it('puts no warning of Node into the cell', async () => {
    const source = 'import { mean } from "d3-array";\nmean([1, 2, 3])';
    const { cells, text } = await runInChild([source], { wait: 100 });
    assert.equal(cells?.[0].text, '2', cells?.[0].traceback);
    assert.deepEqual(cells?.[0].outputs, []);
    assert.equal(text, '');
  });
});
