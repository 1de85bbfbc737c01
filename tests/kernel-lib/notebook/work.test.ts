import assert from 'node:assert/strict';
import { lessonNotebook, solutionNotebook } from 'kernel-lib/notebook/assemble';
import { parseIpynb, formatIpynb, type Ipynb } from 'kernel-lib/notebook/ipynb';
import { parsePercent, PERCENT_HEADER } from 'kernel-lib/notebook/percent';
import {
  answersIn,
  builtHash,
  hasOutputs,
  isWorkedIn,
  keepsText,
  withoutOutputs,
} from 'kernel-lib/notebook/work';

const text = '// %% [markdown]\n// # A\n\n// %%\nconst a = 1;\n\n// %% [markdown]\n// Words.\n';
const build = () => lessonNotebook(parsePercent(`${PERCENT_HEADER}\n${text}`, 'a.ts'));
const changed = (change: (notebook: Ipynb) => void): Ipynb => {
  const notebook = parseIpynb(formatIpynb(build()), 'a.ipynb');
  change(notebook);
  return notebook;
};

describe('notebook/work', () => {
  it('does not take a fresh, a run or a saved notebook for work', () => {
    assert.equal(isWorkedIn(build()), false);
    const run = changed(({ cells, metadata }) => {
      cells[1].execution_count = 4;
      cells[1].outputs = [{ output_type: 'stream', name: 'stdout', text: ['1'] }];
      cells[1].metadata.scrolled = true;
      cells[1].source = 'const a = 1;';
      cells.push({ cell_type: 'code', metadata: {}, source: [], outputs: [] });
      metadata.language_info = { name: 'typescript', version: '5.9.3' };
    });
    assert.equal(isWorkedIn(run), false);
    assert.equal(hasOutputs(run), true);
    assert.equal(hasOutputs(withoutOutputs(run)), false);
  });

  it('takes a changed, an added and a removed cell for work', () => {
    assert.equal(isWorkedIn(changed(({ cells }) => (cells[1].source = ['const a = 2;']))), true);
    assert.equal(isWorkedIn(changed(({ cells }) => cells.pop())), true);
    const added = changed(({ cells }) => {
      cells.push({ cell_type: 'markdown', metadata: {}, source: ['My note'] });
    });
    assert.equal(isWorkedIn(added), true);
  });

  it('takes a notebook that nobody built for work', () => {
    const foreign = changed(({ metadata }) => delete metadata.attend);
    assert.equal(builtHash(foreign), null);
    assert.equal(isWorkedIn(foreign), true);
  });

  it('sees whether the given text still stands', () => {
    const fresh = build();
    const noted = changed(({ cells }) => {
      cells.splice(1, 0, { cell_type: 'markdown', metadata: {}, source: ['My note'] });
      cells[2].source = ['const a = 5;'];
    });
    assert.equal(keepsText(noted, fresh), true);
    assert.equal(
      keepsText(
        changed(({ cells }) => (cells[2].source = ['Word.'])),
        fresh,
      ),
      false,
    );
    assert.equal(
      keepsText(
        changed(({ cells }) => cells.reverse()),
        fresh,
      ),
      false,
    );
  });

  it('finds the answers by their exercise, whatever the learner added', () => {
    const source = '// %% answer="f"\n// #region solution\nconst f = 1;\n// #endregion\n';
    const notebook = solutionNotebook(parsePercent(`${PERCENT_HEADER}\n${source}`, 'a.ts'));
    notebook.cells.unshift({ cell_type: 'code', metadata: {}, source: ['const g = 2;'] });
    assert.deepEqual([...answersIn(notebook)], [['f', 'const f = 1;']]);
  });
});
