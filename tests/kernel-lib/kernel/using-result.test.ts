import assert from 'node:assert/strict';
import { Cells } from './cells';

describe('a cell with `using` at its top level', () => {
  let cells: Cells;
  before(async () => {
    cells = new Cells();
    await cells.run(
      'class Door {\n  [Symbol.dispose]() { console.log("closed"); }\n' +
        '  async [Symbol.asyncDispose]() { console.log("closed late"); }\n}',
    );
  });
  after(() => cells.close());

  it('shows its last expression', async () => {
    const { text, outputs } = await cells.run('using door = new Door();\nlet size = 4;\nsize + 38');
    assert.equal(text, '42');
    assert.deepEqual(outputs, [{ type: 'stdout', text: 'closed\n' }]);
    assert.equal(
      await cells.value('await using late = new Door();\nawait Promise.resolve(3)'),
      '3',
    );
    assert.equal(await cells.value('using again = new Door();\nconst last = 1;'), null);
    assert.deepEqual(
      Object.keys(cells.executor.scope).filter((name) => name.startsWith('__attend')),
      [],
    );
  });

  it('shows what it throws at its own line', async () => {
    const { traceback } = await cells.run(
      'using door = new Door();\n\nthrow new Error("slammed");',
    );
    assert.match(traceback, /> 3 \| throw new Error\("slammed"\);/);
  });
});
