import assert from 'node:assert/strict';
import { NotebookPage, errorsOf, sourceOf } from './notebook-page';
import { copyNotebook, lessons } from '../support/notebooks';
import { skip } from '../support/skip';
import { labInChromium } from './support';

describe('the lessons in JupyterLab', function () {
  this.timeout(180_000);
  const running = labInChromium();

  for (const [at, lesson] of lessons().entries()) {
    it(`${lesson} runs to its end, with charts and formulas in the page`, async function () {
      const isLate = at >= 4 && process.env.ATTEND_FULL !== '1';
      if (isLate) skip(this, 'the later lessons in the browser: part of npm run test:full');
      copyNotebook(lesson, running.lab.folder);
      const notebook = await NotebookPage.open(running.browser, running.lab, lesson);
      const cells = await notebook.runAll();
      assert.deepEqual(errorsOf(cells), []);
      const unanswered = cells.filter(
        (cell) => cell.cell_type === 'code' && sourceOf(cell).trim() && !cell.execution_count,
      );
      assert.deepEqual(unanswered.map(sourceOf), [], 'every code cell has been run');

      const chart = cells.findIndex((cell) => cell.outputs?.some(isVegaLite));
      assert.notEqual(chart, -1, 'some cell shows a Vega-Lite chart');
      await notebook.shows(chart, '.vega-embed :is(canvas, svg).marks');

      const formula = cells.findIndex(
        (cell) => cell.cell_type === 'markdown' && /\$[^$]+\$/.test(sourceOf(cell)),
      );
      assert.notEqual(formula, -1, 'some cell has a formula');
      await notebook.shows(formula, 'mjx-container mjx-math');
      await notebook.close();
    });
  }
});

const isVegaLite = (output: { data?: Record<string, unknown> }): boolean =>
  Object.keys(output.data ?? {}).some((type) =>
    /^application\/vnd\.vegalite\.v5\+json$/.test(type),
  );
