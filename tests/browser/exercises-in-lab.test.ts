import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { NotebookPage, type NotebookCell, errorsOf, sourceOf } from './notebook-page';
import { copyNotebook } from '../support/notebooks';
import { labInChromium } from './support';

const root = path.resolve(__dirname, '../..');
const exercise = 'maskedSoftmax';

const load = createRequire(__filename);

interface Known {
  mistakes: Record<string, { hint: string }[]>;
}

interface Stored {
  cells: (NotebookCell & { id: string })[];
}

const stored = (file: string): Stored =>
  JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')) as Stored;

/** Stem of the chapter that asks for the exercise. */
function chapterOf(id: string): string {
  const stems = fs.readdirSync(path.join(root, 'exercises')).filter((name) => /ipynb$/.test(name));
  const stem = stems.find((name) =>
    stored(`exercises/${name}`).cells.some((cell) => cell.id === `answer-${id}`),
  );
  assert.ok(stem, `no exercise notebook asks for ${id}`);
  return stem.slice(0, -'.ipynb'.length);
}

describe('an exercise in JupyterLab', function () {
  this.timeout(180_000);
  const running = labInChromium();

  it('names the mistake of a wrong maskedSoftmax and passes the right one', async () => {
    const stem = chapterOf(exercise);
    const file = `exercises/${stem}.ipynb`;
    const { mistakes } = load(path.join(root, 'solutions', `${stem}.mistakes.ts`)) as Known;
    const { cells } = stored(file);
    const at = (id: string): number => cells.findIndex((cell) => cell.id === id);
    const [answer, check] = [at(`answer-${exercise}`), at(`check-${exercise}`)];
    copyNotebook(file, running.lab.folder);
    const notebook = await NotebookPage.open(running.browser, running.lab, file);

    /** Runs the cells up to the first answer, then the answer, then its check; gives what is seen. */
    async function tryAnswer(source: string): Promise<string> {
      await notebook.write(answer, source);
      for (const index of [answer, check]) {
        assert.deepEqual(errorsOf([await notebook.runCell(index)]), []);
      }
      const report = await notebook.shows(check, '.jp-OutputArea-output');
      return (await report.innerText()).replaceAll(/\s+/g, ' ');
    }
    const setup = cells.findIndex((cell) => cell.cell_type === 'code');
    assert.deepEqual(errorsOf([await notebook.runCell(setup)]), []);

    const asGiven = await tryAnswer(sourceOf(cells[answer]!));
    assert.match(asGiven, /not written yet/);

    const body = /throw new Error\([^)]*\);/;
    const wrong = await tryAnswer(
      sourceOf(cells[answer]!).replace(body, 'return tf.softmax(scores);'),
    );
    const hints = mistakes[exercise]!.map((mistake) => mistake.hint);
    const isNamed = hints.some((hint) => wrong.includes(hint.replaceAll(/\s+/g, ' ')));
    assert.ok(isNamed, `the report gives the hint of a known mistake:\n${wrong}`);

    const solved = stored(`solutions/${stem}.ipynb`).cells.find(
      (cell) => cell.id === `answer-${exercise}`,
    );
    const right = await tryAnswer(sourceOf(solved!));
    assert.match(right, /✔/);
    assert.doesNotMatch(right, /✘/);
    await notebook.close();
  });
});
