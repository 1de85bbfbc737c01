import assert from 'node:assert/strict';
import path from 'node:path';
import { NotebookPage, errorsOf, textOf } from './notebook-page';
import { writeNotebook } from '../support/notebooks';
import { labInChromium } from './support';

describe('the kernel in JupyterLab', function () {
  this.timeout(120_000);
  const running = labInChromium();

  async function open(name: string, sources: string[]): Promise<NotebookPage> {
    writeNotebook(path.join(running.lab.folder, name), sources);
    return NotebookPage.open(running.browser, running.lab, name);
  }

  it('has its cells coloured as TypeScript', async () => {
    const source = 'interface Point { x: number }\ntype Pair = [Point, Point];\nconst zero = 0;';
    const notebook = await open('colours.ipynb', [source]);
    const place = await notebook.show(0);
    await notebook.page.waitForSelector(`${place} .cm-line span:text-is("const")`);
    const colours = await notebook.coloursIn(place);
    const keyword = colours['const'];
    assert.notEqual(keyword, colours[''], 'a keyword has a colour of its own');
    assert.equal(colours['interface'], keyword, 'interface is a keyword');
    assert.equal(colours['type'], keyword, 'type is a keyword');
    await notebook.close();
  });

  it('stops an endless loop and answers the next cell', async () => {
    const notebook = await open('interrupt.ipynb', [
      'const kept: number = 41;',
      'while (true) {}',
      'console.log(kept + 1);',
    ]);
    await notebook.runCell(0);
    await notebook.startCell(1);
    await notebook.page.waitForTimeout(500);
    await notebook.page.locator('[data-command="notebook:interrupt-kernel"]:visible').click();
    await notebook.page.waitForFunction('attend.kernelStatus() === "idle"', undefined, {
      timeout: 15_000,
    });
    const cells = await notebook.cells();
    assert.equal(errorsOf(cells).length, 1, 'the interrupted cell says that it was stopped');
    assert.equal(textOf(await notebook.runCell(2)).trim(), '42');
    await notebook.close();
  });

  it('shows a log of 2,000 lines in full and runs the cells after it', async () => {
    const notebook = await open('log.ipynb', [
      'for (let line = 1; line <= 2000; line += 1) console.log(line);',
      "console.log('after');",
    ]);
    const [log, after] = await notebook.runAll();
    assert.equal(textOf(log!).trim().split('\n').length, 2000);
    assert.equal(textOf(after!).trim(), 'after');
    await notebook.close();
  });

  it('draws charts that answer the mouse', async () => {
    const notebook = await open('chart.ipynb', [
      "import { heatmap, show } from 'kernel-lib';\n" +
        "show(heatmap([[0.75, 0.25], [0.25, 0.75]], { title: 'Two by two' }));",
    ]);
    assert.deepEqual(errorsOf([await notebook.runCell(0)]), []);
    const chart = await notebook.shows(0, '.vega-embed :is(canvas, svg).marks');
    const { width, height } = (await chart.boundingBox())!;
    const tooltip = notebook.page.locator('#vg-tooltip-element.visible');
    // Somewhere on the diagonal of the picture there is a cell of the heat map.
    for (let part = 0.3; part < 0.9 && !(await tooltip.count()); part += 0.1) {
      await chart.hover({ position: { x: width * part, y: height * part } });
      await notebook.page.waitForTimeout(300);
    }
    assert.match(await tooltip.innerText(), /0\.[27]5/);
    await notebook.close();
  });

  it('opens without a pop-up over the notebook', async () => {
    const notebook = await open('quiet.ipynb', ['1 + 1']);
    await notebook.page.waitForTimeout(3000);
    assert.equal(await notebook.page.locator('.Toastify__toast, .jp-Dialog').count(), 0);
    await notebook.close();
  });
});
